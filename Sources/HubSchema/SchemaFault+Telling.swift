extension SchemaFault {
    /// The fault that says most to the sender of an instance, of those that a validation found, in its order.
    ///
    /// "Fits none of the alternatives" tells nobody what to mend. Where exactly one alternative agrees with every value
    /// that tells them apart (`const`, `enum`), it is the one that was meant, and its own fault is given instead.
    package static func telling(_ faults: [SchemaFault]) -> SchemaFault? {
        guard let first = faults.first, first.keyword == "oneOf" || first.keyword == "anyOf" else {
            return faults.first
        }
        let way = first.evaluationPath + "/"
        var alternatives: [Substring: [SchemaFault]] = [:]
        for fault in faults.dropFirst() where fault.evaluationPath.hasPrefix(way) {
            let number = fault.evaluationPath.dropFirst(way.count).prefix { $0 != "/" }
            alternatives[number, default: []].append(fault)
        }
        let meant = alternatives.values.filter { $0.allSatisfy { $0.keyword != "const" && $0.keyword != "enum" } }
        return meant.count == 1 ? telling(meant[0]) : first
    }
}
