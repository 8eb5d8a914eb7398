import Synchronization

/// The last pages that were made, with their compressed forms; bounded in number and bytes.
final class PageCache: Sendable {
    private struct State {
        var bodies: [String: (body: Response.Body, used: UInt64)] = [:]
        var size = 0
        var clock: UInt64 = 0
    }

    private static let limit = 24 << 20
    private let state = Mutex(State())

    func body(_ name: String, make: () throws -> [UInt8]) rethrows -> Response.Body {
        let known = state.withLock { state -> Response.Body? in
            state.clock += 1
            state.bodies[name]?.used = state.clock
            return state.bodies[name]?.body
        }
        if let known { return known }
        let made = Response.Body(try make())
        state.withLock { state in
            guard made.bytes.count <= Self.limit / 4, state.bodies[name] == nil else { return }
            state.bodies[name] = (made, state.clock)
            state.size += made.bytes.count
            while state.size > Self.limit, let oldest = state.bodies.min(by: { $0.value.used < $1.value.used }) {
                state.bodies[oldest.key] = nil
                state.size -= oldest.value.body.bytes.count
            }
        }
        return made
    }
}
