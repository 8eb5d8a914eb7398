import Glibc
import HubContracts
import HubGeography
import HubOperations
import HubStore
import HubTransport

/// `hub doctor`: everything that can be checked from here, each with its next step.
enum DoctorCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        var checkup = Checkup()
        checkMachine(&checkup)
        checkPackages(&checkup)
        checkConfiguration(settings, &checkup)
        checkClock(settings, &checkup)
        checkGeography(&checkup)
        checkDisk(settings, &checkup)
        checkCluster(settings, &checkup)
        checkStore(settings, isQuick: invocation.flag("quick"), &checkup)
        let path = invocation["config"] ?? "none: defaults"
        checkup.configuration = [("file", path)] + settings.inForce
        if invocation["output"] == "json" {
            try Output.write(checkup.json())
            try Output.line("")
        } else {
            try show(checkup)
        }
        return checkup.state == .ok ? .done : .notSo
    }

    private static func checkMachine(_ checkup: inout Checkup) {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        checkup.add(
            .machine, "processors", cores >= 2 ? .ok : .warning, "\(cores)",
            next: cores >= 2 ? nil : "the hub works with one, and takes half as much")
        let memory = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        let isEnough = memory >= 1 << 30
        checkup.add(
            .machine, "memory", isEnough ? .ok : .warning, DiskBudget.text(memory),
            next: isEnough ? nil : "give the machine at least 1 GiB")
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let isWide = limit.rlim_cur >= 1024
        checkup.add(
            .machine, "open files", isWide ? .ok : .warning, "\(limit.rlim_cur)",
            next: isWide ? nil : "ulimit -n 4096, or LimitNOFILE= in the systemd unit")
        let watches = inotify_init1(Int32(IN_CLOEXEC))
        checkup.add(
            .machine, "wake-up between processes", watches >= 0 ? .ok : .warning,
            watches >= 0 ? "inotify works" : "no inotify instance is left: the hub looks five times a second instead",
            next: watches >= 0 ? nil : "sysctl fs.inotify.max_user_instances=1024")
        if watches >= 0 { close(watches) }
    }

    private static func checkPackages(_ checkup: inout Checkup) {
        checkup.add(.packages, "hub", .ok, CommandTable.version)
        checkup.add(.packages, "SQLite", .ok, StoreInspection.sqliteVersion)
        let isReady = GridTransform().isReady
        checkup.add(
            .packages, "PROJ", isReady ? .ok : .error,
            isReady ? "takes the National Grid pipeline" : "does not take the National Grid pipeline",
            next: isReady ? nil : "apt-get install --reinstall libproj25 proj-data")
    }

    private static func checkConfiguration(_ settings: HubSettings, _ checkup: inout Checkup) {
        checkup.attempt(.configuration, "registry, partners and agreements", next: "mend the places named") {
            let contracts = try settings.contracts()
            $0.add(
                .configuration, "registry, partners and agreements", .ok,
                "\(contracts.registry.types.count) types, \(contracts.partners.partners.count) partners, "
                    + "\(contracts.agreements.agreements.count) agreements")
        }
        for file in settings.surroundings().certificates { check(file, SystemClock().now(), &checkup) }
        for path in settings.secretPaths {
            let place = path.hasPrefix("/") ? path : settings.folder + "/" + path
            var status = stat()
            let isThere = stat(place, &status) == 0
            let isSafe = isThere && status.st_mode & 0o077 == 0
            checkup.add(
                .configuration, "key file \(path)", isSafe ? .ok : .error,
                isSafe ? "for its owner alone" : isThere ? "others than its owner may use it" : "is not there",
                next: isSafe ? nil : isThere ? "chmod 600 \(place)" : "put the key there or change the configuration")
        }
    }

    private static func check(_ file: CertificateFile, _ now: Int64, _ checkup: inout Checkup) {
        guard let end = file.expiresAt else {
            return checkup.add(
                .configuration, "certificate \(file.path)", .error, "cannot be read as a certificate",
                next: "put a PEM file there, or change the configuration")
        }
        let state = file.state(at: now)
        let left = DurationText.text(milliseconds: abs(end - now))
        checkup.add(
            .configuration, "certificate \(file.path)", state, end > now ? "good for \(left)" : "ended \(left) ago",
            next: state == .ok ? nil : "put a new certificate in its place and start the hub again")
    }

    /// Whether something keeps the clock right, and whether it stands before the newest thing in the store.
    private static func checkClock(_ settings: HubSettings, _ checkup: inout Checkup) {
        let keepers = ["/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/ntpd.pid"]
        let keeper = keepers.first { access($0, F_OK) == 0 }
        checkup.add(
            .clock, "synchronised", keeper == nil ? .warning : .ok,
            keeper.map { "\($0) says so" } ?? "no time service is seen to run here",
            next: keeper == nil ? "timedatectl set-ntp true, or install chrony; in a container ask its host" : nil)
        guard let reader = try? StateReader(directory: settings.store),
            let last = try? reader.feeds().map(\.lastAt).max()
        else { return }
        let ahead = last - SystemClock().now()
        checkup.add(
            .clock, "against the newest message", ahead > 60_000 ? .error : .ok,
            ahead > 60_000
                ? "the newest message came \(DurationText.text(milliseconds: ahead)) in the future"
                : "\(DurationText.text(milliseconds: -ahead)) after it",
            next: ahead > 60_000 ? "set the clock right before the hub takes more" : nil)
    }

    /// A point whose grid reference Ordnance Survey publishes, and London's days on both sides of the change of clocks.
    private static func checkGeography(_ checkup: inout Checkup) {
        // Caister water tower, the example of Ordnance Survey's "A guide to coordinate systems in Great Britain": WGS84
        // 52.658007833 N, 1.716073973 E is 651409.903 E, 313177.270 N. The Helmert transformation is good to some 5 m.
        let found = GridTransform().grid(longitude: 1.716073973, latitude: 52.658007833)
        let away = found.map { hypot($0.easting - 651_409.903, $0.northing - 313_177.270) }
        let isClose = away.map { $0 < 10 } ?? false
        checkup.add(
            .geography, "datum", isClose ? .ok : .error,
            away.map { distance in
                let datum = "WGS84 to OSGB36 by PROJ \(GridTransform.projVersion): Helmert without OSTN15"
                let metres = (distance * 10).rounded() / 10
                return "\(datum), good to \(GridTransform.accuracyMetres) m; \(metres) m from Ordnance Survey's example"
            } ?? "no position can be transformed",
            next: isClose ? nil : "apt-get install --reinstall libproj25 proj-data")
        let areas = AreaLookup.shipped.areas(.lsoa).count
        checkup.add(
            .geography, "areas", areas == 1388 ? .ok : .error, "\(areas) LSOAs of 2011",
            next: areas == 1388 ? nil : "build the hub again: its look-ups are incomplete")
    }

    private static func checkDisk(_ settings: HubSettings, _ checkup: inout Checkup) {
        guard access(settings.store, F_OK) == 0 else { return }
        checkup.attempt(.disk, "room", next: "df -h \(settings.store)") {
            let usage = try DiskUsage(directory: settings.store)
            let refusal = settings.budget.refusal(usage)
            let isTight = settings.budget.fraction(usage) > 0.8
            $0.add(
                .disk, "room", refusal != nil ? .error : isTight ? .warning : .ok,
                refusal
                    ?? "\(DiskBudget.text(usage.freeBytes)) free, the store takes \(DiskBudget.text(usage.storeBytes))",
                next: refusal != nil || isTight ? "make room, or change budget in the configuration" : nil)
        }
    }

    private static func checkStore(_ settings: HubSettings, isQuick: Bool, _ checkup: inout Checkup) {
        let store = settings.store
        let files = StoreInspection.files(in: store)
        guard !files.isEmpty else {
            checkup.add(
                .store, "store", .warning, "there is no store in \(store)", next: "hub run --store \(store) makes one")
            return
        }
        let exposed = StoreInspection.exposed(in: store)
        checkup.add(
            .store, "permissions", exposed.isEmpty ? .ok : .warning,
            exposed.isEmpty ? "for its owner alone" : "others may look into \(exposed.joined(separator: ", "))",
            next: exposed.isEmpty ? nil : "chmod -R go= \(store)")
        for file in isQuick ? [] : files {
            checkup.attempt(.store, file, next: "hub restore BACKUP --store NEW, with the latest backup") {
                try StoreInspection.check(file, in: store)
                $0.add(.store, file, .ok, "whole")
            }
        }
        checkup.attempt(.store, "reconciliation", next: "hub reconcile --store \(store)") {
            let reconciliation = try Reconciliation(StateReader(directory: store))
            $0.add(
                .store, "reconciliation", reconciliation.isBalanced ? .ok : .error,
                reconciliation.imbalance ?? "balanced: every message is accounted for",
                next: reconciliation.isBalanced ? nil : "hub reconcile --store \(store)")
        }
        let report = StatusCommand.report(settings)
        for problem in report.problems {
            checkup.add(.health, problem.what, problem.state, problem.why, next: problem.next)
        }
    }

    private static func show(_ checkup: Checkup) throws {
        var table = TextTable([("state", .left), ("area", .left), ("check", .left), ("found", .left)])
        for check in checkup.checks { table.add([check.state.name, check.area.rawValue, check.name, check.found]) }
        try Output.write(table.text())
        for check in checkup.checks {
            guard let next = check.next else { continue }
            try Output.line("\(check.state.name): \(check.name)\n  next: \(next)")
        }
        try Output.line("configuration in force:")
        for (name, value) in checkup.configuration { try Output.line("  \(name) = \(value)") }
    }
}
