import HubJSON

extension EventDecoder {
    /// What holds across attributes: those required, the rule for revisions, the data's form and numbers.
    func finish() {
        if seen & Self.required != Self.required {
            for attribute in Attribute.allCases where Self.required & attribute.bit != 0 && seen & attribute.bit == 0 {
                reject(.envelopeInvalid, attribute.pointer, "the attribute \(attribute.name) is missing")
            }
        }
        if seen & Attribute.revision.bit == 0 {
            if event.kind == .report {
                event.revision = 1
            } else {
                reject(.revisionInvalid, "/revision", "a \(event.kind.name) must name its revision")
            }
        }
        if let text = event.datacontenttype, event.data != nil {
            if case .json = ContentType(text) {
            } else {
                reject(.contentTypeUnsupported, "/datacontenttype", "data must be JSON: send application/json")
            }
        }
        if tape.holdsLargeNumbers, fault == nil { checkNumbers() }
    }

    private static let required =
        Attribute.specversion.bit | Attribute.id.bit | Attribute.source.bit | Attribute.type.bit
        | Attribute.subject.bit

    /// Refuses a number beyond a double's range; only called for documents that the quick path could not hold.
    private func checkNumbers() {
        var index = 1
        let view = tape.view
        let last = view.after(1)
        while index < last {
            let node = JSONNode(index: Int32(truncatingIfNeeded: index))
            switch view.letter(index) {
            case 0x62:
                if let value = tape.double(node), !value.isFinite {
                    let pointer = (event.mode == .binary ? "/data" : "") + tape.pointer(to: node)
                    return reject(
                        .numberOutOfRange, pointer, "a number is too large to be held; send it as the schema bounds it")
                }
                index += 2
            case 0x6C, 0x75, 0x64: index += 2
            default: index += 1
            }
        }
    }
}
