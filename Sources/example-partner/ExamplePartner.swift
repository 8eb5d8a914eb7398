import Foundation
import HubExchange

/// A partner's job, to start from: it sends the rows of a case system's export as `asb.incident`, says what became of each,
/// and shows what the hub has for the partner. Run it as often as you like: what has not changed is not sent again.
///
///     example-partner PARTNER FOLDER [EXPORT.csv]
///
/// FOLDER keeps the journal and the positions. The way to the hub stands in the environment: `HUB_KAFKA=HOST:PORT` with
/// `HUB_CA_FILE`, `HUB_CERTIFICATE_FILE` and `HUB_CERTIFICATE_KEY_FILE`, or `HUB_URL=https://HOST:PORT` with the same or a key
/// in the file that `HUB_KEY_FILE` names.
@main
struct ExamplePartner {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let partner = arguments.first, let folder = arguments.dropFirst().first else {
            say("usage: example-partner PARTNER FOLDER [EXPORT.csv]")
            exit(64)
        }
        do {
            let link = try connect()
            var isWell = true
            if let export = arguments.dropFirst(2).first {
                isWell = try publish(try Case.read(export), as: partner, over: link, folder)
            }
            isWell = try collect(as: partner, over: link, folder) && isWell
            exit(isWell ? 0 : 1)
        } catch {
            say("\(error)")
            exit(69)
        }
    }

    /// The way to the hub that the environment names.
    static func connect() throws -> HubLink {
        let environment = ProcessInfo.processInfo.environment
        let certificates = HubLink.Certificates(
            authority: environment["HUB_CA_FILE"],
            certificate: environment["HUB_CERTIFICATE_FILE"],
            key: environment["HUB_CERTIFICATE_KEY_FILE"])
        if let bootstrap = environment["HUB_KAFKA"] {
            return try HubLink.kafka(bootstrap, certificates: certificates)
        }
        let key = try environment["HUB_KEY_FILE"].map { path in
            try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return try HubLink.https(
            environment["HUB_URL"] ?? "http://127.0.0.1:8080", key: key, certificates: certificates)
    }

    /// Sends the cases; true if the hub took all of them.
    static func publish(_ cases: [Case], as partner: String, over link: HubLink, _ folder: String) throws -> Bool {
        let producer = try Producer(
            link, partner: partner, type: "asb.incident", journal: folder + "/asb.incident.journal")
        var isWell = true
        for entry in cases {
            do {
                let outcome =
                    entry.isWithdrawn
                    ? try producer.withdraw(entry.reference) : try producer.report(entry.reference, try entry.data())
                if outcome != .unchanged { print("\(entry.reference): \(outcome)") }
            } catch let fault as EventFault {
                say("\(entry.reference) is not sent: \(fault)")
                isWell = false
            }
        }
        for receipt in try producer.receipts(waiting: 60) {
            print("\(receipt.subject ?? "?"): \(receipt.status)")
            if !receipt.isTaken {
                say(
                    "\(receipt.subject ?? "?"): \(receipt.reason ?? "") \(receipt.pointer ?? "") \(receipt.detail ?? "")"
                )
                isWell = false
            }
        }
        if producer.unanswered > 0 {
            say("\(producer.unanswered) messages have no receipt yet; the next run asks again")
        }
        return isWell
    }

    /// Shows what has come since the last run; true unless something was lost.
    static func collect(as partner: String, over link: HubLink, _ folder: String) throws -> Bool {
        let consumer = try Consumer(link, partner: partner, positions: folder + "/positions.json")
        while true {
            let messages = try consumer.receive()
            if messages.isEmpty { break }
            for message in messages {
                print("\(message.topic) \(message.offset) \(message.value?.count ?? 0) bytes")
            }
            // Dealt with: it does not come again.
            try consumer.commit()
        }
        for gap in consumer.gaps { say("\(gap)") }
        return consumer.gaps.isEmpty
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
