import Glibc

/// Runs work on a thread whose stack holds the recursion over the deepest documents the limits allow.
enum DeepStack {
    /// In bytes; the system hands out pages only as they are touched.
    private static let size = 512 << 20
    /// What of it one verdict may take.
    static let usable = 500 << 20

    private final class Work {
        let body: () throws -> ExitStatus
        var outcome: Result<ExitStatus, any Error>?

        init(_ body: @escaping () throws -> ExitStatus) { self.body = body }
    }

    /// Runs `body` and waits for it.
    static func run(_ body: @escaping () throws -> ExitStatus) throws -> ExitStatus {
        let work = Work(body)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, size)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        // The thread is joined: `work` outlives it and is never used by both at once.
        let fault = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeUnretainedValue()
                work.outcome = Result { try work.body() }
                return nil
            }, Unmanaged.passUnretained(work).toOpaque())
        guard fault == 0 else {
            throw CommandFailure(.unavailable, "no thread can be started: \(SystemFault.text(fault))")
        }
        pthread_join(thread, nil)
        return try withExtendedLifetime(work) {
            guard let outcome = work.outcome else { throw CommandFailure(.unavailable, "the work did not end") }
            return try outcome.get()
        }
    }
}
