import HubContracts
import HubGeography
import HubJSON
import HubTransport

/// Writes the copies that agreements give other partners of a message, ready to be sent should it be accepted.
///
/// A copy is a CloudEvent in structured mode with the message's own id, source, subject and revision, the agreement it is
/// released under, and the listed fields as data. One per thread; where no agreement releases the type it is not asked.
struct CopyWriter {
    private var minimiser: Minimiser
    private var writer = JSONWriter()

    init(lookup: AreaLookup) { minimiser = Minimiser(lookup: lookup) }

    /// Adds the copies of one message to the batch.
    ///
    /// - Parameter cell: where the record is counted.
    /// - Returns: their stretch of the batch's copies.
    mutating func write(
        _ event: DecodedEvent, on tape: JSONTape, topic: InputTopic, cell: Cell, into batch: AssessedBatch
    ) -> Range<Int32> {
        guard let table = batch.table else { return 0..<0 }
        let instant = batch.instant
        let first = Int32(batch.copies.count)
        let sensitivity = max(event.sensitivity, topic.sensitivity)
        for place in table.recipients.indices {
            var terms: ReleaseTerms?
            var isWithdrawal = event.kind == .withdrawal
            if isWithdrawal {
                terms = table.withdrawal(place, named: event.agreement, at: instant)
            } else {
                switch table.decide(
                    place, named: event.agreement, sensitivity: sensitivity, cell: cell, at: instant)
                {
                case .release(let found): terms = found
                case .refuse where event.revision > 1:
                    // An earlier revision may have gone to this recipient: then it is told that the record has left it.
                    terms = table.withdrawal(place, named: nil, at: instant)
                    isWithdrawal = true
                case .refuse: break
                }
            }
            guard let terms else { continue }
            write(event, tape, topic, sensitivity, terms, isWithdrawal ? nil : cell)
            let start = Int32(batch.copyBytes.count)
            batch.copyBytes.append(contentsOf: writer.bytes)
            batch.copies.append(
                RelayCopy(
                    recipient: Int32(place), agreement: terms.ordinal,
                    event: .init(start: start, length: Int32(writer.bytes.count)), isWithdrawal: isWithdrawal))
        }
        return first..<Int32(batch.copies.count)
    }

    /// - Parameter cell: nil for a withdrawal, which has no data.
    private mutating func write(
        _ event: DecodedEvent, _ tape: JSONTape, _ topic: InputTopic, _ sensitivity: Sensitivity, _ terms: ReleaseTerms,
        _ cell: Cell?
    ) {
        writer.reset()
        writer.beginObject()
        writer.key("specversion")
        writer.string(utf8: Self.bytes("1.0"))
        text("id", event.id)
        writer.key("source")
        topic.expectedSource.withUnsafeBytes { writer.string(utf8: $0) }
        writer.key("type")
        topic.expectedType.withUnsafeBytes { writer.string(utf8: $0) }
        text("subject", event.subject)
        text("time", event.time)
        text("traceparent", event.traceparent)
        writer.key("revision")
        writer.int(Int64(event.revision))
        writer.key("kind")
        writer.string(cell == nil ? "withdrawal" : event.kind.name)
        writer.key("agreement")
        writer.string(terms.agreement.id)
        writer.key("sensitivity")
        writer.string(sensitivity.name)
        if let cell, let data = event.data {
            writer.key("datacontenttype")
            writer.string(utf8: Self.bytes("application/json"))
            writer.key("data")
            minimiser.write(data, on: tape, terms: terms, cell: cell, to: &writer)
        }
        writer.endObject()
    }

    private mutating func text(_ key: StaticString, _ value: UnsafeRawBufferPointer?) {
        guard let value else { return }
        writer.key(key)
        writer.string(utf8: value)
    }

    private static func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
