import HubContracts
package import HubHotspots
package import HubJSON

extension HarmWeights {
    /// The table that comes with the hub (`schemas/shipped/harm-weights.json`).
    package static let shipped: Self = {
        let document = EmbeddedFile.named("shipped/harm-weights.json").flatMap { try? JSONValue.parse($0.bytes) }
        // A test reads the file; without it nothing has a weight.
        return document.flatMap { Self($0) } ?? Self(version: "none", unit: "none", source: "none", weights: [:])
    }()

    /// Reads a table; nil if it is none (`schemas/harm-weights.schema.json`).
    package init?(_ value: JSONValue) {
        guard let version = value["version"]?.string, let unit = value["unit"]?.string,
            let source = value["source"]?.string, let list = value["weights"]?.array
        else { return nil }
        var weights: [String: Double] = [:]
        for entry in list {
            guard let name = entry["sub_type"]?.string, let weight = entry["weight"]?.double else { return nil }
            weights[name] = weight
        }
        self.init(version: version, unit: unit, source: source, weights: weights)
    }
}
