package import HubAssurance
import HubContracts
import HubJSON
import HubTransport

/// Sends a partner's messages of one type to the hub and says what became of each.
///
/// Every message is held against the contract before it is sent. With a journal the producer numbers the revisions of each
/// record itself, sends nothing that has not changed, and after a crash or a cut sends again what has no receipt yet, which
/// the hub counts once however often it comes. One thread at a time.
public final class Producer {
    /// What became of a record that was reported.
    public enum Outcome: Sendable, Equatable {
        /// It will be sent with this revision.
        case queued(revision: Int64)
        /// The hub has it as it is.
        case unchanged
    }

    private static let batchRecords = 4096
    private static let batchBytes = 8 << 20
    private static let headers: [(name: String, value: [UInt8]?)] = [
        ("content-type", Array("application/cloudevents+json; charset=UTF-8".utf8))
    ]
    private static let signedHeaders: [(name: String, value: [UInt8]?)] = [
        ("content-type", Array(SignedEnvelope.contentType.utf8))
    ]

    private let delivery: any Delivery
    private let writer: EventWriter
    private let journal: RevisionJournal?
    private let signer: SigningKey?
    private let clock = SystemClock()
    private var batch = RecordBatch()
    /// Subject and revision of each message by its ordinal, where there is a journal to keep up.
    private var numbers: [Int: (subject: String, revision: Int64)] = [:]
    private var queued = 0
    private var answers: [Receipt] = []
    /// Whether a sending failed: which messages went out is not known, so that no receipt could be told from another's.
    private var isSpent = false

    /// A producer that writes to `delivery`.
    ///
    /// - Parameter signer: signs each event (DSSE), if there is one.
    package convenience init(_ delivery: any Delivery, _ writer: EventWriter, signer: SigningKey? = nil) {
        self.init(delivery, writer, journal: nil, signer)
    }

    private init(_ delivery: any Delivery, _ writer: EventWriter, journal: RevisionJournal?, _ signer: SigningKey?) {
        self.delivery = delivery
        self.writer = writer
        self.journal = journal
        self.signer = signer
        delivery.onReceipt = journal == nil ? nil : { [weak self] in self?.take($0) }
    }

    /// A producer of one partner's messages of one type.
    ///
    /// - Parameters:
    ///   - link: the way to the hub.
    ///   - partner: who sends, as the partner directory spells it.
    ///   - type: the message type, such as `asb.incident`.
    ///   - journal: path of a file that is this producer's alone and is kept: it holds what was sent.
    ///   - signingKey: path of a file with an Ed25519 key; nil where the directory asks for no signatures.
    ///   - wait: over HTTPS, for how many seconds an answer waits for receipts.
    /// - Throws: ``ExchangeError`` for a type that there is not, and for a journal that cannot be used.
    public convenience init(
        _ link: HubLink, partner: String, type: String, journal: String, signingKey: String? = nil, wait: Int = 30
    ) throws {
        let contracts = try ExchangeError.translating { try Contracts.shipped() }
        guard contracts.registry.type(named: type)?.isPublishedByPartners == true else {
            throw ExchangeError(.usage, "there is no type \(type) that partners publish")
        }
        let delivery: any Delivery
        switch link.way {
        case .log(let log):
            delivery = try ExchangeError.translating {
                try LogDelivery(log: log, partner: partner, type: type, partitions: link.partitionsOfNewTopics)
            }
        case .hub(let connection):
            delivery = HTTPDelivery(
                connection, partner: partner, type: type, wait: Int64(wait), isSigned: signingKey != nil)
        }
        let signer: SigningKey?
        do {
            signer = try signingKey.map { try SigningKey.read(path: $0) }
        } catch let fault as KeyFileError {
            throw ExchangeError(.usage, fault.message)
        }
        self.init(
            delivery, EventWriter(partner: partner, type: type, contracts: contracts, limit: 1 << 20),
            journal: try RevisionJournal(path: journal), signer)
        // What an earlier run left without a receipt goes first.
        for (subject, event) in self.journal?.unanswered ?? [] {
            if let revision = Self.revision(of: event) { numbers[queued] = (subject, revision) }
            try ExchangeError.translating { try append(Array(subject.utf8), event) }
        }
    }

    // MARK: Records

    /// Says how a record is now; sent with the next ``send()`` at the latest.
    ///
    /// The first revision of a record is a report, each further one a correction.
    ///
    /// - Parameters:
    ///   - subject: your own reference of the record, the same for all its revisions.
    ///   - data: the record as the type's schema has it, in JSON.
    /// - Throws: ``EventFault`` for data that the hub would refuse: nothing is sent or numbered; ``ExchangeError``.
    public func report(_ subject: String, _ data: [UInt8]) throws -> Outcome {
        let content = try writer.contentHash(data)
        let held = journal?[subject]
        if let held, held.content == content, !held.isWithdrawn { return .unchanged }
        return try queue(subject, held == nil ? .report : .correction, content, data)
    }

    /// Says that a record is no more.
    ///
    /// - Throws: ``ExchangeError``.
    public func withdraw(_ subject: String) throws -> Outcome {
        guard let held = journal?[subject], !held.isWithdrawn else { return .unchanged }
        return try queue(subject, .withdrawal, nil, nil)
    }

    private func queue(_ subject: String, _ kind: EventKind, _ content: Digest128?, _ data: [UInt8]?) throws -> Outcome
    {
        let revision = (journal?[subject]?.revision ?? 0) + 1
        // A record that the hub never took is still to be reported.
        let isNew = kind == .correction && journal?[subject]?.isKnownToHub == false
        let event = try writer.event(
            subject: subject, revision: revision, kind: isNew ? .report : kind, data: data)
        journal?.note(subject, revision, content, event: event)
        numbers[queued] = (subject, revision)
        try ExchangeError.translating { try append(Array(subject.utf8), event) }
        return .queued(revision: revision)
    }

    /// Sends what is queued; durable at the hub on return.
    ///
    /// - Throws: ``ExchangeError``; after a fault of the hub or the cluster this producer is of no use any more, and a
    ///   new one with the same journal sends again what was under way.
    public func send() throws {
        try ExchangeError.translating { try flush() }
    }

    /// Sends what is queued and waits until every message has its receipt, or so long; over HTTPS it is the answers
    /// that wait.
    ///
    /// - Returns: the receipts that came since the last call, in any order.
    /// - Throws: ``ExchangeError``.
    public func receipts(waiting seconds: Int = 60) throws -> [Receipt] {
        try send()
        try ExchangeError.translating { try delivery.awaitReceipts(seconds: Int64(seconds)) }
        try journal?.sync()
        defer { answers.removeAll() }
        return answers
    }

    /// Messages that were sent and have no receipt yet; with a journal they are sent again next time.
    public var unanswered: Int { delivery.unanswered }

    private func take(_ receipt: Receipt) {
        var receipt = receipt
        if let number = numbers.removeValue(forKey: receipt.ordinal) {
            journal?.note(answer: receipt, subject: number.subject, revision: number.revision)
            receipt.subject = number.subject
            receipt.revision = number.revision
        }
        answers.append(receipt)
    }

    private static func revision(of event: [UInt8]) -> Int64? {
        (try? JSONValue.parse(event))?["revision"]?.int.map(Int64.init)
    }

    // MARK: Lines

    /// Queues an event as it stands, or bare data wrapped as a report's; sent by `flush()` at the latest.
    ///
    /// - Throws: `EventFault` for what the hub would refuse.
    package func submit(_ line: [UInt8]) throws {
        let (subject, event) = try writer.event(line)
        try append(subject, event)
    }

    /// Sends what is queued.
    ///
    /// - Throws: the transport's own error.
    package func flush() throws {
        guard !isSpent else {
            throw ExchangeError(
                .unreachable, "an earlier sending failed; make a new producer, which sends again what has no receipt")
        }
        guard !batch.isEmpty else { return }
        try journal?.sync()
        let ready = batch
        batch.removeAll()
        isSpent = true
        try delivery.send(ready)
        isSpent = false
    }

    /// Queues bytes unchanged and unchecked.
    package func submit(raw line: [UInt8]) throws { try append(writer.subject(ofRaw: line), line) }

    private func append(_ subject: [UInt8]?, _ event: [UInt8]) throws {
        if let signer {
            let envelope = SignedEnvelope.json(
                payloadType: "application/cloudevents+json", payload: event, keyID: signer.publicKey.id, key: signer)
            batch.append(key: subject, value: envelope, headers: Self.signedHeaders, timestamp: clock.now())
        } else {
            batch.append(key: subject, value: event, headers: Self.headers, timestamp: clock.now())
        }
        queued += 1
        if batch.count >= Self.batchRecords || batch.bytes.count >= Self.batchBytes { try flush() }
    }
}
