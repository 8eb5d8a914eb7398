package import HubJSON

/// A signed statement of how the audit log stood: what a partner holds so that nothing before it can be rewritten unseen.
///
/// Signed are the lines `hub audit checkpoint v1`, origin, size, root and time, each ended by a line feed (after the
/// checkpoints of Certificate Transparency, C2SP tlog-checkpoint).
package struct Checkpoint: Sendable, Equatable {
    /// The store whose log it is.
    package var origin: String
    /// Entries covered.
    package var size: Int64
    /// Root of the Merkle tree over them.
    package var root: Digest256
    /// RFC 3339, UTC.
    package var time: String
    package var publicKey: PublicKey
    package var signature: [UInt8]

    package init(origin: String, size: Int64, root: Digest256, time: String, key: SigningKey) {
        self.origin = origin
        self.size = size
        self.root = root
        self.time = time
        publicKey = key.publicKey
        signature = []
        signature = key.signature(of: text)
    }

    /// A checkpoint as it was kept.
    package init(
        origin: String, size: Int64, root: Digest256, time: String, publicKey: PublicKey, signature: [UInt8]
    ) {
        self.origin = origin
        self.size = size
        self.root = root
        self.time = time
        self.publicKey = publicKey
        self.signature = signature
    }

    private var text: [UInt8] {
        Array("hub audit checkpoint v1\n\(origin)\n\(size)\n\(root.hexadecimal)\n\(time)\n".utf8)
    }

    /// Whether the signature is the named key's.
    package var isSigned: Bool { publicKey.verifies(signature, of: text) }

    /// Reads the document that `json` writes; nil if it is none.
    package init?(_ value: JSONValue) {
        guard let body = value["checkpoint"]?.object, body.count == 7, let origin = body["origin"]?.string,
            let size = body["size"]?.int, size >= 0,
            let root = body["root_hash"]?.string.flatMap({ Digest256(hexadecimal: $0) }),
            let time = body["time"]?.string,
            let key = body["public_key"]?.string.flatMap({ Hexadecimal.bytes($0) }).flatMap({ PublicKey($0) }),
            body["key_id"]?.string == key.id,
            let signature = body["signature"]?.string.flatMap({ Hexadecimal.bytes($0) })
        else { return nil }
        self.init(
            origin: origin, size: Int64(size), root: root, time: time, publicKey: key, signature: signature)
    }

    /// One line of JSON without its line end.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("checkpoint")
        writer.beginObject()
        for (key, text) in [("origin", origin), ("root_hash", root.hexadecimal), ("time", time)] {
            writer.key(key)
            writer.string(text)
        }
        writer.key("size")
        writer.int(size)
        for (key, text) in [
            ("key_id", publicKey.id), ("public_key", Hexadecimal.text(publicKey.bytes)),
            ("signature", Hexadecimal.text(signature)),
        ] {
            writer.key(key)
            writer.string(text)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
