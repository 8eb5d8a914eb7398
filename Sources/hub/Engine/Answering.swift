import HubContracts
import HubExchange
import HubStore
import HubTransport

/// Sees to it that submitted messages are answered: by doing the hub's part where no hub runs, else by waiting for it.
struct Answering {
    var settings: HubSettings
    var contracts: Contracts

    /// Who did the work.
    enum Outcome {
        /// This process; summaries are published too.
        case here
        /// A running hub.
        case elsewhere
    }

    /// Returns when every message has its receipt or `seconds` have gone by.
    ///
    /// - Parameter progress: told the number of messages answered, now and then.
    func wait(for submission: LogDelivery, log: any HubLog, seconds: Int64, progress: (Int) -> Void = { _ in }) throws
        -> Outcome
    {
        let clock = SystemClock()
        let end = clock.now() + seconds * 1000
        while true {
            // On a cluster the hub is others' business.
            if !settings.usesKafka, try answeredHere(submission) { return .here }
            let turn = min(end, clock.now() + 1000)
            repeat {
                try submission.readReceipts()
                progress(submission.sent - submission.unanswered)
                if submission.unanswered == 0 { return .elsewhere }
                try log.waitForRecords(milliseconds: 100)
            } while clock.now() < turn && !StopSignal.isRaised
            if clock.now() >= end || StopSignal.isRaised { return .elsewhere }
        }
    }

    /// Does the hub's part.
    ///
    /// - Returns: false when a hub runs already; should it end meanwhile, the next try takes over.
    private func answeredHere(_ submission: LogDelivery) throws -> Bool {
        do {
            let engine = try HubEngine(settings, contracts: contracts, isBrief: true)
            try engine.catchUp()
            try submission.readReceipts()
            return true
        } catch let fault as StoreError where fault.code == .owned {
            return false
        }
    }
}
