import HubJSON

/// What `hub doctor` found: every check with its state and the next step, and the configuration in force.
package struct Checkup: Sendable {
    /// What a check belongs to.
    package enum Area: String, Sendable {
        case machine, packages, store, geography, clock, disk, configuration, cluster, health
    }

    package struct Check: Sendable, Equatable {
        package var area: Area
        package var name: String
        package var state: HealthState
        package var found: String
        /// The next command or step; nil where all is well.
        package var next: String?
    }

    package private(set) var checks: [Check] = []
    /// By dotted name, in words; secrets masked.
    package var configuration: [(name: String, value: String)] = []

    package var state: HealthState { checks.map(\.state).max() ?? .ok }

    package init() {}

    package mutating func add(
        _ area: Area, _ name: String, _ state: HealthState = .ok, _ found: String, next: String? = nil
    ) {
        checks.append(Check(area: area, name: name, state: state, found: found, next: next))
    }

    /// Runs a check that may fail; its failure is a finding.
    package mutating func attempt(
        _ area: Area, _ name: String, next: String, _ body: (inout Checkup) throws -> Void
    ) {
        do { try body(&self) } catch { add(area, name, .error, "\(error)", next: next) }
    }

    /// The document of `hub doctor --output json`; shape: `schemas/cli/doctor.json`.
    package func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("state")
        writer.string(state.name)
        writer.key("checks")
        writer.beginArray()
        for check in checks {
            writer.beginObject()
            for (key, value) in [
                ("area", check.area.rawValue), ("check", check.name), ("state", check.state.name),
                ("found", check.found),
            ] {
                writer.key(key)
                writer.string(value)
            }
            writer.key("next")
            if let next = check.next { writer.string(next) } else { writer.null() }
            writer.endObject()
        }
        writer.endArray()
        writer.key("configuration")
        writer.beginObject()
        for (name, value) in configuration {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
