import Foundation
import HubAssurance
import HubTesting
import Testing

@Suite struct KeyRingTests {
    private let folder = try! ScratchFolder()
    private static let ones = String(repeating: "01", count: 32)

    private func ring(_ text: String, mode: mode_t = 0o600) throws -> KeyRing {
        let path = try folder.write(text, to: "keys")
        chmod(path, mode)
        return try KeyRing(path: path)
    }

    @Test(arguments: [mode_t(0o640), 0o604, 0o660, 0o644, 0o777])
    func aFileForOthersIsRefused(mode: mode_t) {
        let fault = #expect(throws: KeyFileError.self) { try ring("a subject \(Self.ones)\n", mode: mode) }
        #expect(fault?.code == .exposed && fault?.message.contains("chmod 600") == true)
        #expect(fault?.message.contains(Self.ones) == false)
    }

    @Test(arguments: [
        "a subject 01", "a other \(Self.ones)", "a subject", "A subject \(Self.ones)",
        "a subject \(Self.ones) more", "a subject \(Self.ones)\na subject \(Self.ones)",
    ])
    func aLineThatIsNoKeyIsNamed(text: String) {
        let fault = #expect(throws: KeyFileError.self) { try ring(text) }
        #expect(fault?.code == .unreadable && fault?.message.contains("line ") == true)
    }

    @Test func aMissingFileIsMissing() {
        let fault = #expect(throws: KeyFileError.self) { try KeyRing(path: folder.file("none")) }
        #expect(fault?.code == .missing)
    }

    /// RFC 4231 gives HMAC itself; this holds our framing to a value worked out apart (Python's hmac module).
    @Test func aPseudonymIsHMACOfTheTextsWithTheirLengths() throws {
        let key = try #require(try ring("k1 subject \(Self.ones)\n").current(.subject))
        let pseudonym = Pseudonym(of: [Array("wyp".utf8), Array("A-1".utf8)], with: key)
        #expect(pseudonym.text == "k1.9e935e8d4ae20a857e5d851af1348e3bf20ac90173f1144594f4c9713cc70dc2")
        #expect(Pseudonym(pseudonym.text) == pseudonym)
        #expect(Pseudonym(of: [Array("wypA".utf8), Array("-1".utf8)], with: key) != pseudonym)
        for text in ["", "k1", "k1.", "k1.zz", ".\(Self.ones)", "k1.\(Self.ones).x", "k1.\(Self.ones)0"] {
            #expect(Pseudonym(text) == nil)
        }
    }

    @Test func aKeyIsChangedByAddingOne() throws {
        let path = folder.file("ring")
        let first = try KeyRing.addKey(for: .subject, to: path)
        let before = try #require(try KeyRing(path: path).current(.subject))
        let old = Pseudonym(of: [[1]], with: before)
        let second = try KeyRing.addKey(for: .subject, to: path)
        let ring = try KeyRing(path: path)
        let now = try #require(ring.current(.subject))
        #expect(first != second && now.id == second)
        #expect(Pseudonym(of: [[1]], with: now) != old)
        let kept = try #require(ring.key(old.keyID, .subject))
        #expect(Pseudonym(of: [[1]], with: kept) == old)
    }
}
