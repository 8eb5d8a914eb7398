import HubTransport

/// How a state store is opened.
package struct StoreOptions: Sendable {
    /// SQLite's name of the file layer; nil is the machine's.
    package var vfs: String?
    /// How long to wait for another process's transaction, in milliseconds.
    package var busyMilliseconds: Int32 = 10_000
    /// Memory for pages, in KiB; bounds the store's share of the process.
    package var cacheKibibytes: Int32 = 48 << 10
    /// File of the key that signs the audit log; nil is `audit.key` in the store's folder.
    package var auditKeyPath: String?
    /// Makes the identity of a new store.
    package var makeUUID: @Sendable () -> String = RandomUUID.make

    package init() {}
}
