import Foundation
import HubTesting
import Testing

/// The program that a partner's engineer starts from, and the article that explains it.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ExamplePartnerTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private static var executable: String {
        get throws {
            try HubExecutable.path().replacingOccurrences(of: "/hub", with: "/example-partner", options: .backwards)
        }
    }

    private static let first = """
        reference,month,type,qualifier,lsoa
        L-1,2024-03,noise,nuisance,E01010568
        L-2,2024-03,shouting,nuisance,
        L-3,2024-03,noise,nuisance,E01010569
        """
    private static let second = """
        reference,month,type,qualifier,lsoa
        L-1,2024-03,noise,nuisance,E01010568
        L-2,2024-03,noise,nuisance,
        L-3,2024-03,withdrawn,,
        """

    private func run(_ export: String, _ environment: [String: String]) throws -> ProcessOutcome {
        try folder.write(export, to: "export.csv")
        return try HubProcess.run(
            ["leeds", folder.path, folder.file("export.csv")], environment: environment, executable: Self.executable)
    }

    private func sendsAndReceives(_ environment: [String: String]) throws {
        let faulty = try run(Self.first, environment)
        #expect(faulty.ending == .exited(1), "\(faulty)")
        #expect(faulty.errorText.contains("L-2 is not sent: SCHEMA_INVALID /data/nsir_type"), "\(faulty)")
        #expect(faulty.outputText.contains("L-1: accepted") && faulty.outputText.contains("L-3: accepted"), "\(faulty)")
        #expect(faulty.outputText.contains("receipt.leeds.v1 "), "\(faulty)")
        let mended = try run(Self.second, environment)
        #expect(mended.ending == .exited(0), "\(mended)")
        #expect(mended.outputText.contains("L-2: queued(revision: 1)") && !mended.outputText.contains("L-1:"))
        #expect(mended.outputText.contains("L-3: queued(revision: 2)") && mended.outputText.contains("L-3: accepted"))
        // Nothing new: nothing is sent, and nothing comes that came before; hotspots may have been published since.
        let again = try run(Self.second, environment)
        #expect(again.ending == .exited(0) && !again.outputText.contains("L-"), "\(again)")
        let before = Set([faulty, mended].flatMap { $0.outputText.split(separator: "\n") })
        #expect(before.isDisjoint(with: again.outputText.split(separator: "\n")), "\(again)")
    }

    @Test func overHTTPS() throws {
        let store = folder.file("store")
        let made = try HubProcess.run(["key", "add", "--partner", "leeds", "--store", store])
        try folder.write(made.outputText, to: "leeds.key")
        let hub = try HubProcess(["run", "--store", store, "--listen", "127.0.0.1:0"])
        var address: String?
        try hub.wait(for: "the address") {
            let lines = hub.errorText.split(whereSeparator: \.isNewline)
            address =
                lines.lazy.compactMap { line in
                    line.range(of: "http://127.0.0.1:[0-9]+", options: .regularExpression).map { String(line[$0]) }
                }.first
            return address != nil || !hub.isRunning
        }
        try sendsAndReceives(["HUB_URL": try #require(address), "HUB_KEY_FILE": folder.file("leeds.key")])
        hub.signal(SIGTERM)
        #expect(try hub.wait().ending == .exited(0))
    }

    @Test(.enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)")) func overKafka() throws {
        let broker = try KafkaBroker()
        let hub = try HubProcess(["run", "--store", folder.file("store"), "--kafka", broker.bootstrap])
        try hub.wait(for: "the partitions") { hub.errorText.contains("owns partition 5") || !hub.isRunning }
        try sendsAndReceives(["HUB_KAFKA": broker.bootstrap])
        hub.signal(SIGTERM)
        #expect(try hub.wait().ending == .exited(0))
    }

    /// Code in an article that is not compiled grows old: every piece of Swift in it stands in the program.
    @Test func theArticleQuotesTheProgram() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources")
        let article = try String(
            contentsOf: root.appendingPathComponent("HubExchange/HubExchange.docc/ConnectASystem.md"), encoding: .utf8)
        let program = try String(
            contentsOf: root.appendingPathComponent("example-partner/ExamplePartner.swift"), encoding: .utf8)
        let lines = program.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(
            separator: "\n")
        let pieces = article.components(separatedBy: "```swift\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(pieces.count >= 6)
        for piece in pieces {
            let wanted = piece.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .joined(separator: "\n")
            #expect(lines.contains(wanted), "not in the program:\n\(piece)")
        }
    }
}
