import HubTransport

/// How an embedded log is opened.
package struct LogOptions: Sendable {
    /// SQLite's name of the file layer; nil is the machine's.
    package var vfs: String?
    /// How long to wait for another process's transaction, in milliseconds.
    package var busyMilliseconds: Int32 = 10_000
    /// Memory for pages, in KiB.
    package var cacheKibibytes: Int32 = 4096
    /// Makes the identity of a new topic.
    package var makeUUID: @Sendable () -> String = RandomUUID.make

    package init() {}
}
