import HubFeeds
import HubStore

/// `/healthz`, `/readyz` and `/metrics`: for those who operate the hub.
enum OperationRoutes {
    static func health(_ request: Request, _ session: Session, asksReady: Bool) throws -> Response {
        _ = try Parameters(request, [])
        if asksReady { _ = try session.reader.lastSummaryNumber() }
        return Response(200, type: "text/plain; charset=utf-8", "ok\n")
    }

    /// For this machine and for keys of the exact tier: how many messages each partner sent is exact, and would narrow down what
    /// the other tiers hide.
    static func metrics(_ request: Request, _ text: (@Sendable () throws -> String)?) throws -> Response {
        _ = try Parameters(request, [])
        if !request.isLocal { try TierAccess.check(.exact, request) }
        return Response(200, type: "text/plain; version=0.0.4; charset=utf-8", try text?() ?? "")
    }
}
