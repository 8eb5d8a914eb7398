/// How much of a disk a store may take; beyond it the log takes no more messages from partners, while the hub still has room
/// to answer what it holds.
package struct DiskBudget: Sendable, Equatable {
    /// Bytes of the disk that stay free.
    package var reserveBytes: Int64
    /// The most that log and state take together, in bytes; nil for no limit of its own.
    package var storeBytes: Int64?

    package init(reserveBytes: Int64 = 256 << 20, storeBytes: Int64? = nil) {
        self.reserveBytes = reserveBytes
        self.storeBytes = storeBytes
    }

    /// Why nothing more is taken, in one sentence, or nil while there is room.
    package func refusal(_ usage: DiskUsage) -> String? {
        if usage.freeBytes < reserveBytes {
            return "the disk has \(Self.text(usage.freeBytes)) left and the hub keeps \(Self.text(reserveBytes)) free "
                + "(budget.disk_free_bytes); make room, then send again"
        }
        if let storeBytes, usage.storeBytes >= storeBytes {
            return "the store takes \(Self.text(usage.storeBytes)) and may take \(Self.text(storeBytes)) "
                + "(budget.store_bytes); raise the budget or shorten retention, then send again"
        }
        return nil
    }

    /// How near the end is, from 0 (all free) to 1 (refusing).
    package func fraction(_ usage: DiskUsage) -> Double {
        let disk = usage.freeBytes <= 0 ? 1 : min(1, Double(reserveBytes) / Double(usage.freeBytes))
        guard let storeBytes, storeBytes > 0 else { return disk }
        return max(disk, min(1, Double(usage.storeBytes) / Double(storeBytes)))
    }

    /// Bytes for people, in binary units.
    package static func text(_ bytes: Int64) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        if unit == 0 || value >= 100 { return "\(Int64(value.rounded())) \(units[unit])" }
        return "\((value * 10).rounded() / 10) \(units[unit])"
    }
}
