import HubTransport

/// How an embedded log is opened.
package struct LogOptions: Sendable {
    /// SQLite's name of the file layer; nil is the machine's.
    package var vfs: String?
    /// How long to wait for another process's transaction, in milliseconds.
    package var busyMilliseconds: Int32 = 10_000
    /// Memory for pages, in KiB.
    package var cacheKibibytes: Int32 = 4096
    /// How much of the disk the store may take; beyond it nothing more is appended but by the hub itself.
    package var budget: DiskBudget?
    /// What each partner may append to its input topics; nil for no limit.
    package var quota: SendQuota?
    /// The partners with a quota of their own.
    package var partnerQuotas: [String: SendQuota] = [:]
    /// Makes the identity of a new topic.
    package var makeUUID: @Sendable () -> String = RandomUUID.make

    package init() {}
}
