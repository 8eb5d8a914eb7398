import Foundation

/// Numbers that whoever runs the tests may set.
enum TestNumbers {
    /// `HUB_TEST_SEED`; a new one each run where it is not set.
    static let seed: UInt64 = number("HUB_TEST_SEED") ?? UInt64.random(in: 1...UInt64(UInt32.max))

    /// `HUB_TEST_KILLS`; 50 where it is not set.
    static let kills = Int(number("HUB_TEST_KILLS") ?? 50)

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    /// Says on stderr what a failing run is repeated with.
    static func announce(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
