import CIDN2

/// Host names of RFC 1123 with A-labels of RFC 5890, and internationalised ones.
enum HostnameFormat {
    static func isHostname(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 1, text.count <= 253 else { return false }
        var start = 0
        while true {
            var end = start
            while end < text.count, text[end] != 0x2E { end += 1 }
            if !isLabel(UnsafeRawBufferPointer(rebasing: text[start..<end])) { return false }
            if end == text.count { return true }
            start = end + 1
        }
    }

    private static func isLabel(_ label: UnsafeRawBufferPointer) -> Bool {
        guard label.count >= 1, label.count <= 63, label[0] != 0x2D, label[label.count - 1] != 0x2D else {
            return false
        }
        for byte in label where !ASCII.isAlphanumeric(byte) && byte != 0x2D { return false }
        if label.count >= 4, label[2] == 0x2D, label[3] == 0x2D {
            return label[0] | 0x20 == 0x78 && label[1] | 0x20 == 0x6E && isALabel(label)
        }
        return true
    }

    /// Whether an `xn--` label stands for a label that IDNA 2008 allows.
    private static func isALabel(_ label: UnsafeRawBufferPointer) -> Bool {
        var text = label.map { ASCII.isLetter($0) ? $0 | 0x20 : $0 } + [0]
        var made: UnsafeMutablePointer<UInt8>?
        let result = text.withUnsafeMutableBufferPointer { idn2_register_u8(nil, $0.baseAddress, &made, 0) }
        if let made { idn2_free(made) }
        return result == Int32(IDN2_OK.rawValue)
    }

    static func isInternational(_ text: UnsafeRawBufferPointer) -> Bool {
        if text.isEmpty || text.contains(0) { return false }
        // The full stops of RFC 3490, section 3.1, separate labels too.
        let normal = String(decoding: text, as: UTF8.self).unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}" ? "." : scalar
        }
        let labels = normal.split(separator: ".", omittingEmptySubsequences: false)
        if normal.contains(where: BidiRule.isRightToLeft), !labels.allSatisfy({ BidiRule.allows($0) }) { return false }
        var total = labels.count - 1
        for label in labels {
            guard let length = lengthOfALabel(Array(String(String.UnicodeScalarView(label)).utf8)) else { return false }
            total += length
        }
        return total <= 253
    }

    private static func lengthOfALabel(_ label: [UInt8]) -> Int? {
        if label.allSatisfy({ $0 < 0x80 }) {
            return label.withUnsafeBytes { isLabel($0) } ? label.count : nil
        }
        if label.count > 400 { return nil }
        let text = label + [0]
        var made: UnsafeMutablePointer<UInt8>?
        let result = idn2_register_u8(text, nil, &made, Int32(IDN2_NFC_INPUT.rawValue))
        guard let made else { return nil }
        defer { idn2_free(made) }
        guard result == Int32(IDN2_OK.rawValue) else { return nil }
        var length = 0
        while made[length] != 0 { length += 1 }
        return length <= 63 ? length : nil
    }
}

/// The parts of RFC 5893, section 2, that libidn2 leaves to its caller.
private enum BidiRule {
    private static func isArabicDigit(_ scalar: Unicode.Scalar) -> Bool { (0x660...0x669).contains(scalar.value) }

    /// Letters of classes R and AL, and Arabic digits.
    static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x6F0...0x6F9: false
        case 0x5BE...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            scalar.properties.generalCategory != .nonspacingMark
        default: false
        }
    }

    /// Whether a label may stand in a name that has a right-to-left label.
    static func allows(_ label: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = label.first else { return false }
        let isDigit = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .decimalNumber }
        if isDigit(first) { return false }
        guard isRightToLeft(first) else { return true }
        let european = label.contains { isDigit($0) && !isArabicDigit($0) }
        return !(european && label.contains(where: isArabicDigit))
    }
}
