/// What operators use.
extension CommandTable {
    static let operations = [
        status, doctor, topicsAdopt, backup, restore, subjectFind, subjectExport, subjectErase, subjectRotate,
    ]

    static let status = CommandSpecification(
        words: ["status"], summary: "whether data flows; what is wrong, since when, and what to do next",
        discussion: "Exit status 0 well, 1 warning, 2 error, 3 unknown.",
        options: [
            .choice(
                "output", ["table", "json", "prom"], fallback: "table", "for people, for programs or for Prometheus"),
            .flag("watch", "show it again every two seconds until interrupted"),
        ],
        examples: [.init("hub status --store /var/lib/hub", "ten lines on the hub in /var/lib/hub")],
        run: { try StatusCommand.run($0) })

    static let doctor = CommandSpecification(
        words: ["doctor"],
        summary: "checks machine, packages, store, clock, disk, configuration and cluster, with the next step of each",
        discussion: """
            Reads the whole store, which takes a while for a large one; --quick leaves that out. Prints the configuration in
            force, secrets masked. Exit status 1 when anything is not well.
            """,
        options: [tableOrJSON, .flag("quick", "leave out what reads the whole store")],
        examples: [.init("hub doctor --config hub.json", "everything that can be checked from here")],
        run: { try DoctorCommand.run($0) })

    static let topicsAdopt = CommandSpecification(
        words: ["topics", "adopt"],
        summary: "takes a cluster's topics as they are now, after they were found not to be the same",
        discussion: """
            A hub stops reading a topic that was made again or lost messages, and does not start on another cluster. Once it is
            known why, this takes them as they are: they are read from their start, and what was counted already counts no
            more. Without TOPIC, all of them. The hub must be stopped.
            """,
        operands: [.init(name: "TOPIC", help: "an input topic", kind: .text, minimum: 0, maximum: .max)],
        examples: [
            .init(
                "hub topics adopt in.wyp.asb.incident.v1 --kafka 127.0.0.1:9092", "the topic was made again on purpose")
        ],
        run: { try TopicsCommand.adopt($0) })

    static let backup = CommandSpecification(
        words: ["backup"], summary: "copies the store while the hub runs",
        discussion: """
            State first, then the log; each copy is one committed state, checked, with its digest in backup.json. Key files
            stay behind unless --keys is given: keep them apart from what they protect.
            """,
        operands: [.init(name: "PATH", help: "a folder that is not there yet")],
        options: [
            .flag("keys", "copy the store's key files too; keep such a backup as safe as the keys"), tableOrJSON,
        ],
        examples: [.init("hub backup /var/backups/hub-monday", "a copy that hub restore puts back")],
        run: { try BackupCommand.backup($0) })

    static let restore = CommandSpecification(
        words: ["restore"], summary: "puts a backup back as a new store",
        discussion: """
            The store named by --store must not exist yet. Every file is held against its digest first. Messages that the
            backup's state has not yet are taken again from its log and count once.
            """,
        operands: [.init(name: "PATH", help: "what hub backup made")],
        options: [tableOrJSON],
        examples: [
            .init("hub restore /var/backups/hub-monday --store /var/lib/hub-new", "then hub run on the new store")
        ],
        run: { try BackupCommand.restore($0) })

    private static let pseudonym = OperandSpecification(
        name: "PSEUDONYM", help: "as hub subject find prints it", kind: .text, minimum: 0)

    private static let reference: [OptionSpecification] = [
        .init(name: "partner", placeholder: "PARTNER", help: "whose reference it is"),
        .init(
            name: "reference", placeholder: "REFERENCE", help: "the partner's reference, in the place of a pseudonym"),
    ]

    static let subjectFind = CommandSpecification(
        words: ["subject", "find"],
        summary: "where anything of a record lies: state, messages, copies, receipts, dead letters",
        discussion: """
            A pseudonym stands for a partner's reference (HMAC-SHA-256 under a key of pseudonym.keys in the store's folder)
            and is what the audit log keeps. The search is noted there.
            """,
        operands: [pseudonym], options: reference + [tableOrJSON],
        examples: [
            .init("hub subject find --partner leeds --reference A-7", "the pseudonym, and every place")
        ],
        run: { try SubjectCommand.find($0) })

    static let subjectExport = CommandSpecification(
        words: ["subject", "export"], summary: "everything the store holds of a record, as one JSON document",
        operands: [pseudonym], options: reference,
        examples: [.init("hub subject export PSEUDONYM > answer.json", "the answer to a request for access")],
        run: { try SubjectCommand.export($0) })

    static let subjectErase = CommandSpecification(
        words: ["subject", "erase"], summary: "takes everything of a record out of state, counts and log",
        discussion: """
            The counts are published again without it; the message stays accounted for as superseded. Copies that partners
            have taken already, and backups made before, are not reached.
            """,
        operands: [pseudonym],
        options: reference + [
            .init(
                name: "reason", placeholder: "TEXT", help: "for the audit log; no personal data", isRequired: true)
        ],
        examples: [.init("hub subject erase PSEUDONYM --reason request-2026-14", "and the audit log says so")],
        run: { try SubjectCommand.erase($0) })

    static let subjectRotate = CommandSpecification(
        words: ["subject", "rotate"], summary: "adds a key for pseudonyms, from then on the one in use",
        examples: [.init("hub subject rotate", "earlier pseudonyms are still understood")],
        run: { try SubjectCommand.rotate($0) })
}
