/// Mailboxes of RFC 5321, section 4.1.2, or RFC 6531 with UTF-8.
enum EmailFormat {
    static func accepts(_ text: UnsafeRawBufferPointer, isInternational: Bool) -> Bool {
        guard let at = text.lastIndex(of: 0x40), at > 0, at + 1 < text.count else { return false }
        let local = UnsafeRawBufferPointer(rebasing: text[..<at])
        let domain = UnsafeRawBufferPointer(rebasing: text[(at + 1)...])
        guard local[0] == 0x22 ? isQuoted(local, isInternational) : isDotted(local, isInternational) else {
            return false
        }
        if domain[0] == 0x5B {
            guard domain[domain.count - 1] == 0x5D, domain.count > 2 else { return false }
            let inner = UnsafeRawBufferPointer(rebasing: domain[1..<(domain.count - 1)])
            let tag: [UInt8] = [0x69, 0x70, 0x76, 0x36, 0x3A]
            if inner.count > 5, zip(inner, tag).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 }) {
                return AddressFormat.isIPv6(UnsafeRawBufferPointer(rebasing: inner[5...]))
            }
            return AddressFormat.isIPv4(inner)
        }
        return isInternational ? HostnameFormat.isInternational(domain) : HostnameFormat.isHostname(domain)
    }

    private static func isDotted(_ local: UnsafeRawBufferPointer, _ isInternational: Bool) -> Bool {
        var afterDot = true
        for byte in local {
            if byte == 0x2E {
                if afterDot { return false }
                afterDot = true
            } else {
                guard ASCII.isAlphanumeric(byte) || isSpecial(byte) || (isInternational && byte >= 0x80) else {
                    return false
                }
                afterDot = false
            }
        }
        return !afterDot
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    private static func isQuoted(_ local: UnsafeRawBufferPointer, _ isInternational: Bool) -> Bool {
        guard local.count >= 2, local[local.count - 1] == 0x22 else { return false }
        var place = 1
        while place < local.count - 1 {
            let byte = local[place]
            if byte == 0x5C {
                place += 1
                guard place < local.count - 1, local[place] >= 0x20, local[place] < 0x7F else { return false }
            } else if byte == 0x22 || byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !isInternational) {
                return false
            }
            place += 1
        }
        return true
    }
}
