import CMicroHTTPD

// What libmicrohttpd calls; its context is the server, which outlives the daemon.

func exchangeBegins(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let target, let connection else { return nil }
    return Unmanaged.passRetained(Exchange(connection: connection, target: String(cString: target))).toOpaque()
}

func exchangeEnds(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
    if let context, let connection {
        Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue().ended(connection)
    }
    guard let state, let exchange = state.pointee else { return }
    Unmanaged<Exchange>.fromOpaque(exchange).release()
    state.pointee = nil
}

func libraryLine(_ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?) {
    guard let context, let text else { return }
    Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue().libraryRefuses(String(cString: text))
}

func connectionChanges(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
    guard let context, let connection else { return }
    let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
    if hub_mhd_is_start(change) != 0 { server.opened(connection) } else { server.closed(connection) }
}

/// Called when the head is there, then for each piece of the body, then once the request is whole, and again when a
/// connection that waited goes on.
func answerRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let method, let version, let size, let held = state?.pointee else {
        return hub_mhd_result(0)
    }
    let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
    let exchange = Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
    if !exchange.hasBegun {
        exchange.hasBegun = true
        let refusal = server.begin(exchange, method: String(cString: method), version: String(cString: version))
        return refusal.map { send($0, on: connection) } ?? hub_mhd_result(1)
    }
    if size.pointee > 0 {
        let goesOn = server.receive(exchange, UnsafeRawBufferPointer(start: data, count: size.pointee))
        size.pointee = 0
        return hub_mhd_result(goesOn ? 1 : 0)
    }
    return server.finish(exchange).map { send($0, on: connection) } ?? hub_mhd_result(1)
}

private func send(_ response: Response, on connection: OpaquePointer) -> MHD_Result {
    let body = response.body
    let made: OpaquePointer?
    if body.bytes.isEmpty {
        made = hub_mhd_empty_response()
    } else {
        made = MHD_create_response_from_buffer_with_free_callback_cls(
            body.bytes.count, UnsafeMutableRawPointer(mutating: body.bytes.baseAddress), releaseBody,
            Unmanaged.passRetained(body).toOpaque())
    }
    guard let made else { return hub_mhd_result(0) }
    defer { MHD_destroy_response(made) }
    for (name, value) in response.headers { MHD_add_response_header(made, name, value) }
    if response.closes { MHD_add_response_header(made, "Connection", "close") }
    return MHD_queue_response(connection, UInt32(response.status), made)
}

private func releaseBody(_ body: UnsafeMutableRawPointer?) {
    if let body { Unmanaged<Response.Body>.fromOpaque(body).release() }
}
