import HubJSON

extension EventDecoder {
    /// Reads the members of a structured-mode event.
    func readObject(_ tape: JSONTape, keepsData: Bool) {
        guard tape.kind(tape.root) == .object else {
            return reject(
                .envelopeInvalid, "", "an event is a JSON object with specversion, id, source, type and subject")
        }
        var key = tape.firstChild(tape.root)
        let end = tape.end(tape.root)
        while key != end {
            let value = tape.value(ofKey: key)
            let name = tape.bytes(key)
            if let attribute = Attribute.named(name) {
                read(attribute, value, tape)
            } else if name.holds("data") {
                if keepsData, tape.kind(value) != .null { event.data = value }
            } else {
                readExtension(name, value, tape)
            }
            key = tape.next(value)
        }
    }

    private func read(_ attribute: Attribute, _ value: JSONNode, _ tape: JSONTape) {
        switch (tape.kind(value), attribute) {
        // An attribute that is null is unset (CloudEvents JSON format, section 2.2).
        case (.null, _): return
        case (.integer, .revision), (.decimal, .revision): takeRevision(tape.int64(value))
        case (_, .revision): rejectRevision()
        case (.string, _): take(attribute, tape.bytes(value))
        default: reject(.envelopeInvalid, attribute.pointer, "the attribute \(attribute.name) must be text")
        }
    }

    private func readExtension(_ name: UnsafeRawBufferPointer, _ value: JSONNode, _ tape: JSONTape) {
        guard Attribute.isExtensionName(name) else { return rejectName(name) }
        switch tape.kind(value) {
        case .null, .true, .false: return
        case .string: checkText(tape.bytes(value), name, maximumBytes: 4096)
        case .integer, .decimal:
            // CloudEvents 1.0, type system: an Integer has 32 bits with sign.
            guard let number = tape.int64(value), Int32(exactly: number) != nil else {
                let name = Self.quoted(name)
                return reject(
                    .numberOutOfRange, "/" + name, "the attribute \(name) must be a whole number of 32 bits, or text")
            }
        case .object, .array:
            let name = Self.quoted(name)
            reject(.envelopeInvalid, "/" + name, "the attribute \(name) must be text, a whole number or a boolean")
        }
    }

    /// Reads an attribute from a header of a binary-mode event.
    func readHeader(_ header: HeaderView) {
        let name = header.name.from(3)
        guard let text = header.value else {
            let name = Self.quoted(name)
            return reject(.envelopeInvalid, "/" + name, "the header ce_\(name) has no value")
        }
        guard text.isASCII || UTF8Check.firstFault(text) == nil else {
            let name = Self.quoted(name)
            return reject(.notUTF8, "/" + name, "the header ce_\(name) is not UTF-8")
        }
        guard let attribute = Attribute.named(name) else {
            guard Attribute.isExtensionName(name) else { return rejectName(name) }
            return checkText(text, name, maximumBytes: 4096)
        }
        guard seen & attribute.bit == 0 else {
            return reject(
                .envelopeInvalid, attribute.pointer, "the header ce_\(attribute.name) is there twice; send it once")
        }
        if attribute == .revision {
            takeRevision(Self.wholeNumber(text))
        } else {
            take(attribute, text)
        }
    }

    private func take(_ attribute: Attribute, _ text: UnsafeRawBufferPointer) {
        seen |= attribute.bit
        switch attribute {
        case .id: event.id = text
        case .source: event.source = text
        case .type: event.type = text
        case .subject: event.subject = text
        case .time: event.time = text
        case .datacontenttype: event.datacontenttype = text
        case .dataschema: event.dataschema = text
        case .agreement: event.agreement = text
        case .traceparent: event.traceparent = text
        default: break
        }
        guard !text.isEmpty else {
            return reject(.envelopeInvalid, attribute.pointer, "the attribute \(attribute.name) is empty")
        }
        guard !text.hasControlCharacter else {
            return reject(
                .attributeControlCharacter, attribute.pointer,
                "the attribute \(attribute.name) contains a control character; strip it")
        }
        guard text.count <= attribute.maximumBytes else {
            return reject(
                .envelopeInvalid, attribute.pointer,
                "the attribute \(attribute.name) is longer than \(attribute.maximumBytes) bytes")
        }
        interpret(attribute, text)
    }

    private func interpret(_ attribute: Attribute, _ text: UnsafeRawBufferPointer) {
        switch attribute {
        case .specversion where !text.holds("1.0"):
            reject(.envelopeInvalid, "/specversion", "the hub reads CloudEvents 1.0; set specversion to 1.0")
        case .id where text.count > 128 && String(decoding: text, as: UTF8.self).unicodeScalars.count > 128:
            reject(.envelopeInvalid, "/id", "the attribute id is longer than 128 characters")
        case .time:
            switch InstantText.check(text) {
            case .fine: break
            case .malformed:
                reject(.envelopeInvalid, "/time", "write the time as RFC 3339 has it, such as 2026-03-04T10:15:00Z")
            case .impossible: reject(.timeImpossible, "/time", "the time does not exist; check day, hour and offset")
            }
        case .kind: takeKind(text)
        case .sensitivity: takeSensitivity(text)
        case .restriction:
            event.isRestricted = text.holds("investigatory_powers")
            if !event.isRestricted {
                reject(.envelopeInvalid, "/restriction", "restriction must be investigatory_powers, or left out")
            }
        case .traceparent where !Self.isTraceParent(text):
            reject(.envelopeInvalid, "/traceparent", "write traceparent as W3C Trace Context has it, or leave it out")
        default: break
        }
    }

    private func takeKind(_ text: UnsafeRawBufferPointer) {
        if text.holds("report") {
            event.kind = .report
        } else if text.holds("correction") {
            event.kind = .correction
        } else if text.holds("withdrawal") {
            event.kind = .withdrawal
        } else if text.holds("test") {
            event.kind = .test
        } else {
            reject(.envelopeInvalid, "/kind", "kind must be report, correction, withdrawal or test")
        }
    }

    private func takeSensitivity(_ text: UnsafeRawBufferPointer) {
        if text.holds("anonymous") {
            event.sensitivity = .anonymous
        } else if text.holds("pseudonymous") {
            event.sensitivity = .pseudonymous
        } else if text.holds("personal") {
            event.sensitivity = .personal
        } else if text.holds("patient") {
            event.sensitivity = .patient
        } else {
            reject(.envelopeInvalid, "/sensitivity", "sensitivity must be anonymous, pseudonymous, personal or patient")
        }
    }

    private func takeRevision(_ number: Int64?) {
        seen |= Attribute.revision.bit
        guard let number, number >= 1, let revision = Int32(exactly: number) else { return rejectRevision() }
        event.revision = revision
    }

    private func rejectRevision() {
        seen |= Attribute.revision.bit
        reject(.revisionInvalid, "/revision", "a revision is a whole number from 1 to 2147483647")
    }

    private func checkText(_ text: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer, maximumBytes: Int) {
        if text.hasControlCharacter {
            let name = Self.quoted(name)
            reject(
                .attributeControlCharacter, "/" + name, "the attribute \(name) contains a control character; strip it")
        } else if text.count > maximumBytes {
            let name = Self.quoted(name)
            reject(.envelopeInvalid, "/" + name, "the attribute \(name) is longer than \(maximumBytes) bytes")
        }
    }

    private func rejectName(_ name: UnsafeRawBufferPointer) {
        let pointer = "/" + JSONPointer.escape(Self.quoted(name))
        if name.holds("data_base64") {
            return reject(.contentTypeUnsupported, pointer, "data must be JSON; send them in the member data")
        }
        reject(.envelopeInvalid, pointer, "an attribute's name has 1 to 20 lower-case letters and digits")
    }

    /// A name from outside for a message, cut short; only on the way to a rejection.
    private static func quoted(_ name: UnsafeRawBufferPointer) -> String {
        String(String(decoding: name.upTo(160), as: UTF8.self).prefix(40))
    }

    /// The value of decimal digits without sign or leading zero; nil for any other text or beyond 10 digits.
    private static func wholeNumber(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard (1...10).contains(text.count), text[0] != 0x30 else { return nil }
        var value: Int64 = 0
        for byte in text {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    /// Whether a text has the form of W3C Trace Context, version 00: `2-32-16-2` lower-case hexadecimal digits.
    private static func isTraceParent(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 55 else { return false }
        for place in 0..<55 {
            let byte = text[place]
            if place == 2 || place == 35 || place == 52 {
                if byte != 0x2D { return false }
            } else if !(0x30...0x39).contains(byte), !(0x61...0x66).contains(byte) {
                return false
            }
        }
        return true
    }
}
