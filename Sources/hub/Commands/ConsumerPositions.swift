import Glibc
import HubJSON
import HubTransport

/// Up to where a partner has read each topic on this store; for `hub consume --from next`.
struct ConsumerPositions {
    private let path: String
    private var offsets: [String: Int64] = [:]

    init(store: String, partner: String) throws {
        // A partner of a cluster has no store; its positions need a folder all the same.
        mkdir(store, 0o700)
        path = "\(store)/consumer-\(partner).json"
        guard access(path, F_OK) == 0, let object = try? JSONValue.parse(InputFile(path).readAll()).object else {
            return
        }
        for (topic, offset) in object.members { offsets[topic] = offset.int.map(Int64.init) }
    }

    subscript(place: TopicPartition) -> Int64? {
        get { offsets[Self.name(place)] }
        set { offsets[Self.name(place)] = newValue }
    }

    /// The first partition goes by the topic's name alone.
    private static func name(_ place: TopicPartition) -> String {
        place.partition == 0 ? place.topic : place.description
    }

    /// Replaces the file in one step.
    func save() throws {
        var writer = JSONWriter(pretty: true)
        writer.beginObject()
        for (topic, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            writer.key(topic)
            writer.int(offset)
        }
        writer.endObject()
        try FileReplacement.write(writer.bytes, to: path)
    }
}

/// Writes small files so that a reader sees the old or the new one, never half of it.
enum FileReplacement {
    static func write(_ bytes: [UInt8], to path: String) throws {
        let fresh = "\(path).\(getpid())"
        let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        let isWhole = count == bytes.count && fsync(file) == 0
        close(file)
        guard isWhole, rename(fresh, path) == 0 else {
            let fault = failure(path)
            unlink(fresh)
            throw fault
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(.io, "could not write \(path): \(SystemFault.text(errno))")
    }
}
