import Foundation
import HubTesting
import Testing

/// A valid message costs no allocation: a program that checks twice as many makes as many.
@Suite(.timeLimit(.minutes(15))) struct ValidateAllocationTests {
    private let folder = try! ScratchFolder()

    /// Counts what the C library hands out, in place of its own functions, and says so at the end.
    private static let counter = """
        #include <stddef.h>
        #include <stdio.h>
        extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
        static unsigned long count;
        void *malloc(size_t n) { __atomic_add_fetch(&count, 1, 5); return __libc_malloc(n); }
        void *calloc(size_t n, size_t m) { __atomic_add_fetch(&count, 1, 5); return __libc_calloc(n, m); }
        void *realloc(void *p, size_t n) { __atomic_add_fetch(&count, 1, 5); return __libc_realloc(p, n); }
        __attribute__((destructor)) static void end(void) { dprintf(2, "allocations %lu\\n", count); }
        """

    private func allocations(lines: Int, of message: String) throws -> Int {
        try folder.write(String(repeating: message + "\n", count: lines), to: "lines")
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let schema = repository.appendingPathComponent("schemas/asb.incident/v1/schema.json").standardizedFileURL.path
        let outcome = try HubProcess.run(
            ["validate", schema, "lines", "--lines", "--output", "flag", "--assert-formats"],
            environment: ["LD_PRELOAD": folder.file("count.so")], directory: folder.path)
        #expect(outcome.status == 0, "\(outcome)")
        let count = outcome.errorText.split(separator: " ").last.map {
            $0.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return try #require(count.flatMap { Int($0) })
    }

    #if DEBUG
        private static let isOptimised = false
    #else
        private static let isOptimised = true
    #endif

    @Test(.enabled(if: isOptimised, "code that is not optimised allocates"))
    func validMessagesAllocateNothing() throws {
        try folder.write(Self.counter, to: "count.c")
        let made = try HubProcess.run(
            ["clang", "-shared", "-fPIC", "-o", "count.so", "count.c"], directory: folder.path,
            executable: "/usr/bin/env")
        try #require(made.status == 0, "\(made)")
        let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../schemas/asb.incident/v1/examples/valid/full-report.json")
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: example))
        let message = String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
        let (few, many) = (try allocations(lines: 500, of: message), try allocations(lines: 2500, of: message))
        #expect(few > 0 && many - few < 20, "\(few) for 500 messages, \(many) for 2,500")
    }
}
