import Foundation
import HubAssurance
import HubJSON
import HubTesting
import Testing

@Suite struct SigningKeyTests {
    @Test("signatures are those of RFC 8032, section 7.1, tests 1 and 3")
    func vectors() throws {
        for (seed, open, text, signature) in [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
            ),
        ] {
            let key = try #require(Hexadecimal.bytes(seed).flatMap { SigningKey(seed: $0) })
            let message = try #require(Hexadecimal.bytes(text))
            #expect(Hexadecimal.text(key.publicKey.bytes) == open)
            #expect(Hexadecimal.text(key.signature(of: message)) == signature)
            #expect(key.publicKey.verifies(key.signature(of: message), of: message))
            #expect(!key.publicKey.verifies(key.signature(of: message), of: message + [0]))
        }
    }

    @Test func aKeyFileIsForItsOwnerAlone() throws {
        let folder = try ScratchFolder()
        let path = folder.file("key")
        let made = try SigningKey.make(path: path)
        #expect(try SigningKey.read(path: path).publicKey == made.publicKey)
        #expect(throws: KeyFileError.self) { try SigningKey.make(path: path) }
        for mode in [0o640, 0o604, 0o660] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let fault = #expect(throws: KeyFileError.self) { try SigningKey.read(path: path) }
            #expect(fault?.code == .exposed && fault?.message.contains("chmod 600") == true)
        }
        try folder.write("0123", to: "short")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.file("short"))
        #expect(throws: KeyFileError.self) { try SigningKey.read(path: folder.file("short")) }
        #expect(throws: KeyFileError.self) { try SigningKey.read(path: folder.file("none")) }
    }

    @Test func aKeyFileIsWholeOrNotThere() throws {
        let folder = try ScratchFolder()
        let path = folder.file("key")
        // What a crash while writing leaves behind is beside the name, never under it, and holds nobody up.
        try folder.write("", to: "key.\(getpid()).new")
        let made = try SigningKey.make(path: path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
        // Another process that makes it at the same time does not replace it.
        let fault = #expect(throws: KeyFileError.self) { try SigningKey.make(path: path) }
        #expect(fault?.message.contains("cannot be made") == true)
        #expect(try SigningKey.read(path: path).publicKey == made.publicKey)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
    }

    @Test func aCheckpointIsReadBackAndSigned() throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        var tree = MerkleTree()
        tree.append(Array("entry".utf8))
        let checkpoint = Checkpoint(
            origin: "store", size: 1, root: tree.root, time: "2026-01-01T00:00:00.000Z", key: key)
        let read = try #require(Checkpoint(JSONValue.parse(checkpoint.json)))
        #expect(read == checkpoint && read.isSigned)
        var other = read
        other.size = 2
        #expect(!other.isSigned)
    }
}
