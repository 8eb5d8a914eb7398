import HubTransport

/// What keeps senders within bounds; the hub's own batches, which answer what was taken, are never held up.
extension EmbeddedLog {
    /// - Throws: `TransportError` with `full` and what to do where the disk budget is used up.
    func checkBudget() throws {
        guard let budget = options.budget, let refusal = budget.refusal(try DiskUsage(directory: directory)) else {
            return
        }
        throw TransportError(.full, refusal)
    }

    /// Takes `bytes` out of the quota of an input topic's partner, within the append's transaction.
    ///
    /// - Throws: `TransportError` with `quota` and when to send again.
    func charge(_ bytes: Int64, to topic: String) throws {
        let parts = topic.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, parts[0] == "in" else { return }
        let partner = String(parts[1])
        guard let quota = options.partnerQuotas[partner] ?? options.quota else { return }
        let now = clock.now()
        var level = quota.burstBytes
        statements.intake.bind(1, partner)
        if try statements.intake.step() {
            level = quota.level(statements.intake.integer(0), at: statements.intake.integer(1), now: now)
            statements.intake.reset()
        }
        guard level > 0 else {
            throw TransportError(
                .quota,
                "\(partner) has used up its quota of \(DiskBudget.text(quota.bytesPerSecond)) a second; "
                    + "send again in \(quota.wait(at: level)) s")
        }
        statements.setIntake.bind(1, partner)
        statements.setIntake.bind(2, level - bytes)
        statements.setIntake.bind(3, now)
        try statements.setIntake.run()
    }
}
