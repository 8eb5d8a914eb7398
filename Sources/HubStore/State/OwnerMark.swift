import HubJSON

/// The last record of every flush to a partition of `hub.state.v1`: who owned it and what the flush includes.
package struct OwnerMark: Sendable, Equatable {
    /// How far one input was taken.
    package struct Input: Sendable, Equatable {
        package var topic: String
        package var nextOffset: Int64
        package var lastTimestamp: Int64
        /// Messages taken from it in all.
        package var received: Int64
        /// The uuid of the topic's genesis record; nil where none was seen.
        package var genesis: String?
    }

    /// The record's key.
    package static let key = Array("owner".utf8)

    /// The owner's store.
    package var store: String
    /// Rises with every change of owner.
    package var epoch: Int64
    package var inputs: [Input]

    package init(store: String, epoch: Int64, inputs: [Input]) {
        self.store = store
        self.epoch = epoch
        self.inputs = inputs
    }

    /// Reads a mark; nil where the bytes are none.
    package init?(_ bytes: [UInt8]) {
        guard let document = try? JSONValue.parse(bytes), let store = document["store"]?.string,
            let epoch = document["epoch"]?.int
        else { return nil }
        self.store = store
        self.epoch = Int64(epoch)
        inputs = (document["inputs"]?.array ?? []).compactMap { input in
            guard let topic = input["topic"]?.string, let next = input["next_offset"]?.int else { return nil }
            return Input(
                topic: topic, nextOffset: Int64(next), lastTimestamp: Int64(input["last_timestamp"]?.int ?? 0),
                received: Int64(input["received"]?.int ?? 0),
                genesis: input["genesis"]?.string)
        }
    }

    /// The mark as JSON.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("store")
        writer.string(store)
        writer.key("epoch")
        writer.int(epoch)
        writer.key("inputs")
        writer.beginArray()
        for input in inputs {
            writer.beginObject()
            writer.key("topic")
            writer.string(input.topic)
            writer.key("next_offset")
            writer.int(input.nextOffset)
            writer.key("last_timestamp")
            writer.int(input.lastTimestamp)
            writer.key("received")
            writer.int(input.received)
            if let genesis = input.genesis {
                writer.key("genesis")
                writer.string(genesis)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
