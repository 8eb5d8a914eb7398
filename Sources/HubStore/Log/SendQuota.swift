/// How much a partner may send: a bucket that fills at a steady rate.
///
/// A batch is taken while the bucket is not empty and may overdraw it, so that a batch larger than the bucket passes once
/// and is then waited for.
package struct SendQuota: Sendable, Equatable {
    package var bytesPerSecond: Int64
    /// What the bucket holds.
    package var burstBytes: Int64

    package init(bytesPerSecond: Int64, burstBytes: Int64) {
        self.bytesPerSecond = max(1, bytesPerSecond)
        self.burstBytes = max(1, burstBytes)
    }

    /// What is in the bucket at `now`, given what was in it at `at`; milliseconds since 1970 UTC.
    func level(_ level: Int64, at: Int64, now: Int64) -> Int64 {
        let elapsed = Double(max(0, now - at)) / 1000 * Double(bytesPerSecond)
        return elapsed >= Double(burstBytes &- level) ? burstBytes : level + Int64(elapsed)
    }

    /// Seconds until something may be sent again from a bucket at `level`.
    func wait(at level: Int64) -> Int64 { (max(0, -level) + bytesPerSecond) / bytesPerSecond }
}
