/// What a connection is opened with.
struct ConnectionSettings: Sendable {
    /// Bytes, a power of two from 512 to 65536.
    var pageSize: Int32 = 4096
    var cacheKibibytes: Int32 = 2048
    /// Pages in the write-ahead log at which a commit also moves them into the file.
    var checkpointPages: Int32 = 1000
    /// Bytes the write-ahead log keeps after it was moved.
    var journalSizeLimit: Int64 = 64 << 20
    var busyMilliseconds: Int32 = 10_000
}
