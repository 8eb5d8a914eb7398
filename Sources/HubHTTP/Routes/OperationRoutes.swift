import HubStore

/// `/healthz`, `/readyz` and `/metrics`: for those who operate the hub.
enum OperationRoutes {
    static func health(_ request: Request, _ session: Session, asksReady: Bool) throws -> Response {
        _ = try Parameters(request, [])
        if asksReady { _ = try session.reader.lastSummaryNumber() }
        return Response(200, type: "text/plain; charset=utf-8", "ok\n")
    }

    /// Figures by partner are for this machine and for those with a key.
    static func metrics(_ request: Request, _ text: (@Sendable () throws -> String)?) throws -> Response {
        _ = try Parameters(request, [])
        guard request.isLocal || request.principal != nil else {
            throw Problem.unauthorised(
                "The figures need a key or a client certificate, unless asked for on the hub's machine.")
        }
        return Response(200, type: "text/plain; version=0.0.4; charset=utf-8", try text?() ?? "")
    }
}
