package import HubContracts
import HubStore
package import HubTransport

/// An answer at once, or by another thread through the function that is handed in, exactly once.
enum Answer {
    case now(Response)
    case later((@escaping @Sendable (Response) -> Void) -> Void)
}

/// What the server serves: who may ask for what, and where each path goes.
package final class HubService: Sendable {
    private let sessions: SessionPool
    private let authenticator: Authenticator
    private let log: RefusalLog
    private let clock: any HubClock
    private let ingest: IngestRoutes
    private let features = FeatureRoutes()
    private let mailbox = MailboxRoutes()
    private let assets: AssetRoutes
    private let metrics: (@Sendable () throws -> String)?
    private let consultations: ConsultationLog?
    private let carriesMessages: Bool
    private let byCredential: RateLimiter
    private let byAddress: RateLimiter

    /// - Parameters:
    ///   - options: the store and the bounds.
    ///   - writeLog: takes one log line, from any thread.
    package init(
        _ options: HubServiceOptions, contracts: Contracts, clock: any HubClock,
        writeLog: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.clock = clock
        sessions = SessionPool {
            try Session(
                store: options.store, clock: clock, contracts: contracts, messageBytes: options.messageBytes,
                depth: options.depth)
        }
        authenticator = Authenticator(partners: contracts.partners, clock: clock)
        log = RefusalLog(clock: clock, write: writeLog)
        metrics = options.metrics
        consultations = options.consultations.map { ConsultationLog($0) }
        carriesMessages = options.carriesMessages
        assets = AssetRoutes(tiles: options.mapTiles)
        ingest = IngestRoutes(store: options.store, limits: options.limits, clock: clock)
        byCredential = RateLimiter(perSecond: options.keyRate, burst: options.keyRate * 2)
        byAddress = RateLimiter(perSecond: options.addressRate, burst: options.addressRate * 2)
    }

    /// Whether a request may go on, asked before its body is read.
    ///
    /// - Returns: who asks; nil for nobody in particular.
    func admit(_ request: Request, _ certificate: ClientCertificate) throws -> Principal? {
        let principal = try sessions.with { session in
            try authenticator.principal(
                authorization: request[header: "authorization"], certificate: certificate, address: request.address,
                keys: session.access)
        }
        let now = clock.now()
        let wait =
            if let principal {
                byCredential.take(principal.credential, now: now)
            } else {
                byAddress.take(request.address, now: now)
            }
        if let wait { throw Problem.slowDown(seconds: wait) }
        return principal
    }

    func answer(_ request: Request) throws -> Answer {
        try sessions.with { session in
            let segments = request.target.segments
            if !carriesMessages, segments.first == "events" || segments.first == "mailbox" {
                throw Problem(
                    404, "This hub's messages travel over Kafka: publish to your topics there, and read them.")
            }
            if !carriesMessages, segments.first == "quarters" {
                throw Problem(404, "On a cluster the quarters are read beside the hub: hub quarter show.")
            }
            switch (segments.first, segments.count) {
            case ("events", 1):
                guard request.method == "POST" else { throw Problem.method("POST") }
                return try ingest.answer(request, session)
            case ("mailbox", 2) where request.method == "DELETE":
                return .now(try mailbox.acknowledge(segments[1], request, session))
            case ("mailbox", 2) where request.method != "GET" && request.method != "HEAD":
                throw Problem.method("GET, HEAD, DELETE")
            default: return .now(try read(segments, request, session))
            }
        }
    }

    /// What is only read.
    private func read(_ segments: [String], _ request: Request, _ session: Session) throws -> Response {
        let (features, mailbox, assets, metrics) = (features, mailbox, assets, metrics)
        let answer: () throws -> Response
        switch (segments.first, segments.count) {
        case (nil, _): answer = { try features.landing(request) }
        case ("conformance", 1): answer = { try features.conformance(request) }
        case ("api", 1): answer = { try features.api(request) }
        case ("collections", 1): answer = { try features.collections(request, session) }
        case ("collections", 2): answer = { try features.collection(segments[1], request, session) }
        case ("collections", 3) where segments[2] == "items":
            answer = { try features.items(segments[1], request, session) }
        case ("collections", 4) where segments[2] == "items":
            answer = { try features.item(segments[1], segments[3], request, session) }
        case ("feeds", 2) where segments[1] == "hotspots": answer = { try FeedRoutes.hotspots(request, session) }
        case ("quarters", 1): answer = { try QuarterRoutes.list(request, session) }
        case ("quarters", 2): answer = { try QuarterRoutes.figures(segments[1], request, session) }
        case ("quarters", 3) where segments[2] == "case-reviews":
            answer = { try QuarterRoutes.caseReviews(segments[1], request, session) }
        case ("changes", 1): answer = { try ChangeRoutes.changes(request, session) }
        case ("mailbox", 1): answer = { try mailbox.list(request, session) }
        case ("mailbox", 2): answer = { try mailbox.read(segments[1], request, session) }
        case ("assets", 2): answer = { try assets.file(segments[1], request) }
        case ("metrics", 1) where metrics != nil: answer = { try OperationRoutes.metrics(request, metrics) }
        case ("map", 1): answer = { try assets.map(request) }
        case ("healthz", 1), ("readyz", 1):
            answer = { try OperationRoutes.health(request, session, asksReady: segments[0] == "readyz") }
        default: throw Problem(404, "There is nothing at this path; / lists what there is.")
        }
        guard request.method == "GET" || request.method == "HEAD" else { throw Problem.method("GET, HEAD") }
        guard let consultations, let principal = request.principal, let what = Self.consulted(segments) else {
            return try answer()
        }
        try consultations.check()
        let response = try answer()
        consultations.note(
            Consultation(partner: principal.partner, credential: principal.credential, what: what))
        return response
    }

    /// What of a partner's or a tier's is read at a path; nil where nothing of the kind is.
    private static func consulted(_ segments: [String]) -> String? {
        switch (segments.first, segments.count) {
        case ("mailbox", 1), ("changes", 1), ("quarters", 1): "/" + segments[0]
        case ("quarters", 2), ("quarters", 3): "/quarters/" + segments[1]
        case ("mailbox", 2): "/mailbox/" + (MessageID(segments[1])?.topic ?? "")
        case ("feeds", 2): "/feeds/hotspots"
        case ("collections", 3), ("collections", 4): "/collections/\(segments[1])/items"
        default: nil
        }
    }

    /// What a fault means for the one who asks: nothing of the inside is told.
    func problem(for error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let fault as StoreError where fault.code == .busy:
            .unavailable("The hub is busy; ask again.")
        default: Problem(500, "The hub met a fault of its own; its operator finds it in the log.")
        }
    }

    /// Puts on what every response has: validators, compression, security fields; logs refusals.
    func completed(_ response: Response, _ request: Request?, address: String, isTLS: Bool) -> Response {
        if let reason = response.refusal {
            log.refused(request, address: address, status: response.status, reason: reason)
        }
        return ResponseFinish.apply(response, request, isTLS: isTLS)
    }

    /// Logs a refusal by the library.
    func libraryRefuses(_ text: String) { log.refusedByLibrary(text) }

    /// Makes what was received durable and answers everybody who waits.
    func stop() {
        ingest.stop()
        consultations?.stop()
    }
}
