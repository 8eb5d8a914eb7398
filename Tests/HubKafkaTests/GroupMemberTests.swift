import Glibc
import HubTesting
import HubTransport
import Testing

@testable import HubKafka

/// Who belongs to the group of hubs, and who does not know yet that it does not any more.
@Suite(.serialized, .enabled(if: KafkaBroker.isPresent, "\(KafkaBroker.absence)"))
struct GroupMemberTests {
    private let options: KafkaOptions
    private let topic = "group.\(RandomUUID.make())"

    init() throws {
        options = KafkaOptions(bootstrap: try KafkaBroker.shared().bootstrap)
        try KafkaLog(options, clock: SystemClock()).createTopic(topic, partitions: 4)
    }

    private func member(_ instance: String) throws -> GroupMember {
        try GroupMember(options, group: topic, instance: instance, topic: topic, sessionMilliseconds: 6_000)
    }

    /// Polls the member until it was told of something, or nothing came for a minute.
    private func changes(of member: GroupMember) throws -> [GroupMember.Change] {
        var found: [GroupMember.Change] = []
        for _ in 0..<120 where found.isEmpty { try member.poll(milliseconds: 500) { found.append($0) } }
        return found
    }

    @Test func tellsThatAllIsLost() throws {
        let member = try member("first")
        #expect(try changes(of: member) == [.assigned([0, 1, 2, 3])])
        try Membership.end(of: "first", in: topic, at: options.bootstrap)
        let fault = #expect(throws: TransportError.self) { try changes(of: member) }
        #expect(fault?.code == .fenced)
    }

    /// A member that the group puts out in the midst of a rebalance is told by 2.0.2 to give partitions up in good order,
    /// when others have them already; and it joins again by itself, so that the brokers would take what it writes.
    @Test func refusesToGiveUpWhatIsGone() throws {
        let member = try member("first")
        #expect(try changes(of: member) == [.assigned([0, 1, 2, 3])])
        let other = try self.member("second")
        // The rebalance asks the first for half of its partitions; it does not answer.
        for _ in 0..<8 { try other.poll(milliseconds: 500) { _ in } }
        try Membership.end(of: "first", in: topic, at: options.bootstrap)
        // Until its next heartbeat tells it.
        for _ in 0..<8 { try other.poll(milliseconds: 500) { _ in } }
        let fault = #expect(throws: TransportError.self) {
            for _ in 0..<60 {
                try member.poll(milliseconds: 500) { change in Issue.record("was told \(change)") }
            }
        }
        #expect(fault?.code == .fenced)
        #expect(throws: TransportError.self) { try member.withMetadata { _ in } }
    }
}

/// Ends memberships as a broker does on a session's end, by Kafka's LeaveGroup request, version 3.
private enum Membership {
    static func end(of instance: String, in group: String, at bootstrap: String) throws {
        let port = try #require(UInt16(bootstrap.split(separator: ":").last ?? ""))
        var body: [UInt8] = [0, 13, 0, 3, 0, 0, 0, 1]
        func append(_ text: String) {
            body += [UInt8(text.utf8.count >> 8), UInt8(text.utf8.count & 255)] + Array(text.utf8)
        }
        append("test")
        append(group)
        body += [0, 0, 0, 1]
        append("")
        append(instance)
        let request = [0, 0, UInt8(body.count >> 8), UInt8(body.count & 255)] + body

        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        try #require(send(handle, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
        var answer = [UInt8](repeating: 0, count: 256)
        let count = recv(handle, &answer, answer.count, 0)
        // Length, correlation, throttle time, then the error of the whole.
        try #require(count >= 14)
        #expect(answer[12...13].elementsEqual([0, 0]))
    }
}
