import Foundation

/// The hubs of a torture run, and what is done to them.
final class TortureHubs {
    private let options: TortureBench.Options
    private let folder: String
    private var hubs: [HubUnderTest?]
    /// Until when a hub is stopped.
    private var stopped: [Int: ContinuousClock.Instant] = [:]
    /// When a broker is started again.
    private var deadBroker: (node: Int, until: ContinuousClock.Instant)?
    private var done: [String: Int] = [:]

    init(_ options: TortureBench.Options, folder: String) throws {
        self.options = options
        self.folder = folder
        hubs = []
        for number in 0..<options.hubs {
            hubs.append(
                try HubUnderTest(
                    store: "\(folder)/\(number)", arguments: ["--kafka", options.kafka], log: "\(folder)/\(number).log")
            )
        }
    }

    /// The stores, one a hub.
    var stores: [String] { hubs.indices.map { "\(folder)/\($0)" } }

    /// How often each fault was done, as JSON members.
    var counts: String {
        done.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
    }

    /// Does one fault.
    func fault(_ random: inout XorShiftSource) {
        let number = random.below(hubs.count)
        switch random.below(10) {
        case 0..<4:
            guard stopped[number] == nil, let hub = hubs[number] else { return }
            kill(hub.process, SIGKILL)
            hub.wait()
            hubs[number] = nil
            note("kill")
        case 4..<6:
            guard stopped.isEmpty, let hub = hubs[number] else { return }
            kill(hub.process, SIGSTOP)
            // Longer than the session, so that the others take its partitions.
            stopped[number] = .now + .milliseconds(12_000 + random.below(5_000))
            note("stop")
        case 6..<8:
            guard stopped[number] == nil, let hub = hubs[number] else { return }
            hub.stop()
            hubs[number] = nil
            note("end")
        default:
            guard options.cluster != nil, deadBroker == nil else { return }
            let node = random.below(3) + 1
            script("kill", node)
            deadBroker = (node, .now + .milliseconds(3_000 + random.below(6_000)))
            note("broker_kill")
        }
    }

    /// Starts again what is due.
    func tend() {
        for number in hubs.indices where hubs[number] == nil {
            hubs[number] = try? HubUnderTest(
                store: "\(folder)/\(number)", arguments: ["--kafka", options.kafka], log: "\(folder)/\(number).log")
        }
        for (number, until) in stopped where ContinuousClock.now >= until {
            if let hub = hubs[number] { kill(hub.process, SIGCONT) }
            stopped[number] = nil
        }
        for number in hubs.indices where hubs[number].map({ !$0.isRunning }) ?? false {
            note("ended_by_itself")
            report(number)
            hubs[number] = nil
        }
        if let dead = deadBroker, ContinuousClock.now >= dead.until {
            script("node", dead.node)
            deadBroker = nil
        }
    }

    /// Ends all faults.
    func heal() {
        stopped = stopped.mapValues { _ in ContinuousClock.now }
        if let dead = deadBroker { deadBroker = (dead.node, .now) }
        tend()
    }

    func end() { hubs.compactMap { $0 }.forEach { $0.stop() } }

    /// Prints the last line that a hub wrote: one that ends by itself is to say why.
    private func report(_ number: Int) {
        let text = (try? String(contentsOfFile: "\(folder)/\(number).log", encoding: .utf8)) ?? ""
        let last = text.split(separator: "\n").last.map(String.init) ?? "nothing"
        FileHandle.standardError.write(Data("hub \(number) ended by itself: \(last)\n".utf8))
    }

    private func note(_ fault: String) { done[fault, default: 0] += 1 }

    private func script(_ command: String, _ node: Int) {
        guard let path = options.script, let cluster = options.cluster else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [command, cluster, "\(node)"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
    }
}
