package import HubJSON

/// The output forms of JSON Schema 2020-12 (core, section 12) made from the faults of one instance.
package enum OutputForm {
    /// `{"valid":…}` and nothing more.
    package static func flag(isValid: Bool) -> JSONValue { ["valid": .bool(isValid)] }

    /// All faults in one list.
    package static func basic(_ faults: [SchemaFault]) -> JSONValue {
        if faults.isEmpty { return flag(isValid: true) }
        return ["valid": false, "errors": .array(faults.map(unit))]
    }

    /// Faults below the keyword that led to them: a fault whose evaluation path begins with another's stands inside it.
    package static func detailed(_ faults: [SchemaFault]) -> JSONValue {
        if faults.isEmpty { return flag(isValid: true) }
        var place = 0
        var errors: [JSONValue] = []
        while place < faults.count { errors.append(nested(faults, &place)) }
        return ["valid": false, "keywordLocation": "", "instanceLocation": "", "errors": .array(errors)]
    }

    private static func nested(_ faults: [SchemaFault], _ place: inout Int) -> JSONValue {
        let parent = faults[place]
        place += 1
        var inner: [JSONValue] = []
        while place < faults.count, faults[place].evaluationPath.hasPrefix(parent.evaluationPath + "/") {
            inner.append(unit(faults[place]))
            place += 1
        }
        guard !inner.isEmpty, case .object(var members) = unit(parent) else { return unit(parent) }
        members["errors"] = .array(inner)
        return .object(members)
    }

    private static func unit(_ fault: SchemaFault) -> JSONValue {
        [
            "valid": false, "keywordLocation": .string(fault.evaluationPath),
            "absoluteKeywordLocation": .string(fault.keywordPointer),
            "instanceLocation": .string(fault.instancePointer), "error": .string(fault.message),
        ]
    }
}
