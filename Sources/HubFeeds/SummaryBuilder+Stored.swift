import Glibc
package import HubGeography
import HubJSON
import HubStore

extension ImportedGeography {
    /// Where a store keeps what was imported into it.
    package static func path(inStore directory: String) -> String { directory + "/geography.json" }

    /// What was imported into a store; nothing where nothing was.
    ///
    /// - Throws: `StoreError` where the file is there and cannot be used.
    package static func read(store directory: String) throws -> ImportedGeography {
        let path = path(inStore: directory)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return ImportedGeography() }
            throw StoreError(.io, "\(path) cannot be opened")
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { throw StoreError(.io, "\(path) cannot be read") }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        guard let value = try? JSONValue.parse(bytes), let geography = ImportedGeography(value) else {
            throw StoreError(.corrupt, "\(path) is damaged; remove it and import the boundaries again")
        }
        return geography
    }
}

extension SummaryBuilder {
    /// A builder over the areas of a store: those shipped and those imported into it.
    ///
    /// - Throws: `StoreError` where what was imported cannot be read.
    package static func stored(in directory: String) throws -> SummaryBuilder {
        SummaryBuilder(lookup: try ImportedGeography.read(store: directory).lookup())
    }
}
