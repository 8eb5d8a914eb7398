import HubJSON

/// Finds a message type by the bytes of its name without allocating: names sorted by length, of which there are few each.
struct TypeTable: Sendable {
    private let names: [[UInt8]]
    private let uris: [[UInt8]]
    /// Ids of the names of each length.
    private let byLength: [[Int32]]

    init(names: [String]) {
        self.names = names.map { Array($0.utf8) }
        uris = names.map { Array(SchemaURI.event(type: $0).utf8) }
        var byLength = [[Int32]](repeating: [], count: (self.names.map(\.count).max() ?? 0) + 1)
        for (id, name) in self.names.enumerated() { byLength[name.count].append(Int32(id)) }
        self.byLength = byLength
    }

    func find(_ name: UnsafeRawBufferPointer) -> TypeID? {
        guard name.count < byLength.count else { return nil }
        for id in byLength[name.count]
        where names[Int(id)].withUnsafeBytes({ ByteCompare.equal($0, name) }) {
            return TypeID(rawValue: id)
        }
        return nil
    }

    func isSchemaURI(_ uri: UnsafeRawBufferPointer, of id: TypeID) -> Bool {
        uris[Int(id.rawValue)].withUnsafeBytes { ByteCompare.equal($0, uri) }
    }
}
