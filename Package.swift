// swift-tools-version:6.2
import PackageDescription

// Every target is built with the same rules; warnings are errors.
let rules: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    // The hot paths cross modules: let small functions be inlined across them, and leave exclusivity to the compiler's own
    // proof where it has one (the run-time check costs 6 % of a message).
    .unsafeFlags(
        ["-cross-module-optimization", "-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A library or executable of ours; `system` names the C libraries it wraps.
/// `except` names folders that are not compiled.
func module(_ name: String, uses ours: [String] = [], system: [String] = [], except: [String] = []) -> Target {
    .target(
        name: name, dependencies: (ours + system).map { .init(stringLiteral: $0) }, exclude: except,
        swiftSettings: rules)
}

func executable(
    _ name: String, uses ours: [String], except: [String] = [], resources: [Resource] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: ours.map { .init(stringLiteral: $0) }, exclude: except, resources: resources,
        swiftSettings: rules)
}

/// `except` names files that are not compiled, such as scripts.
func tests(of name: String, uses extra: [String] = [], except: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: ([name, "HubTesting"] + extra).map { .init(stringLiteral: $0) },
        exclude: except, swiftSettings: rules)
}

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let allModules = [
    "HubAssurance", "HubContracts", "HubExchange", "HubFeeds", "HubGateway", "HubGeography", "HubHTTP", "HubHotspots",
    "HubJSON", "HubKafka", "HubOperations", "HubSchema", "HubStore", "HubTransport",
]

let package = Package(
    name: "hub",
    products: [
        .executable(name: "hub", targets: ["hub"]), .executable(name: "hub-bench", targets: ["hub-bench"]),
        // What a partner's own system links to.
        .library(name: "HubExchange", targets: ["HubExchange"]),
    ],
    targets: [
        executable("hub", uses: allModules, resources: [.copy("Resources")]),
        executable("hub-bench", uses: allModules, except: ["schema_peer.py"]),
        // Without access to the package's inside, as a partner's own program has it.
        .executableTarget(
            name: "example-partner", dependencies: ["HubExchange"], packageAccess: false, swiftSettings: rules),
        module(
            "HubHTTP",
            uses: [
                "HubFeeds", "HubHotspots", "HubGeography", "HubGateway", "HubOperations", "HubContracts", "HubStore",
                "HubTransport", "HubJSON", "HubAssurance",
            ],
            system: ["CMicroHTTPD", "CGnuTLS", "CZlib"], except: ["Pages/Files"]),
        module("HubOperations", uses: ["HubStore", "HubContracts", "HubTransport", "HubJSON", "HubAssurance"]),
        module(
            "HubFeeds",
            uses: [
                "HubHotspots", "HubGeography", "HubContracts", "HubStore", "HubTransport", "HubJSON", "HubAssurance",
            ], system: ["CXlsxWriter"]),
        module("HubHotspots", uses: ["HubGeography"]),
        module(
            "HubGateway",
            uses: [
                "HubContracts", "HubSchema", "HubJSON", "HubStore", "HubTransport", "HubGeography", "HubAssurance",
            ]),
        module(
            "HubExchange",
            uses: ["HubAssurance", "HubContracts", "HubKafka", "HubSchema", "HubTransport", "HubJSON"],
            system: ["CCurl"]),
        module("HubStore", uses: ["HubTransport", "HubJSON", "HubAssurance"], system: ["CSQLite", "CLZ4"]),
        module("HubAssurance", uses: ["HubJSON"], system: ["CSodium"]),
        module("HubContracts", uses: ["HubSchema", "HubJSON"]),
        module("HubGeography", uses: ["HubJSON"], system: ["CProj", "CGEOS"], except: ["Resources"]),
        module("HubKafka", uses: ["HubTransport"], system: ["CRdkafka"]),
        module("HubTransport"),
        module("HubSchema", uses: ["HubJSON"], system: ["CPCRE2", "CIDN2"]),
        module("HubJSON", system: ["CSimdJSON"]),
        module("HubTesting", uses: ["HubTransport"], system: ["CFaultVFS"]),

        .target(
            name: "CSimdJSON", path: "Sources/System/CSimdJSON", cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "CFaultVFS", dependencies: ["CSQLite"], path: "Sources/System/CFaultVFS",
            linkerSettings: [.linkedLibrary("sqlite3")]),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
        system("CIDN2", pkgConfig: "libidn2", apt: "libidn2-dev"),
        system("CRdkafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
        system("CLZ4", pkgConfig: "liblz4", apt: "liblz4-dev"),
        system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CGnuTLS", pkgConfig: "gnutls", apt: "libgnutls28-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CProj", pkgConfig: "proj", apt: "libproj-dev"),
        system("CXlsxWriter", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),
        system("CGEOS", pkgConfig: "geos", apt: "libgeos-dev"),

        .testTarget(
            name: "HubEndToEndTests", dependencies: ["HubTesting", "HubTransport", "HubStore"],
            exclude: ["recount.py"], swiftSettings: rules),
        tests(
            of: "hub", uses: ["HubContracts", "HubKafka", "HubStore", "HubTransport", "CRdkafka"],
            except: ["schema_peers.py"]),
        tests(
            of: "HubGateway",
            uses: ["HubTransport", "HubGeography", "HubJSON", "HubStore", "HubContracts", "HubAssurance"]),
        .testTarget(name: "ArchitectureTests", exclude: ["modules.txt"], swiftSettings: rules),
        tests(of: "HubAssurance", uses: ["HubJSON"]),
        tests(of: "HubTransport"),
        .testTarget(
            name: "HubStoreTests",
            dependencies: ["HubStore", "HubTesting", "HubTransport", "HubAssurance", "HubJSON", "CSQLite"],
            exclude: ["Fixtures"], swiftSettings: rules),
        tests(
            of: "HubExchange",
            uses: [
                "example-partner", "HubContracts", "HubGateway", "HubGeography", "HubStore", "HubTransport", "HubJSON",
            ]),
        tests(of: "HubKafka", uses: ["HubTransport"]),
        tests(of: "HubContracts", uses: ["HubJSON", "HubSchema"]),
        tests(
            of: "HubHTTP",
            uses: ["HubFeeds", "HubContracts", "HubGateway", "HubStore", "HubTransport", "HubJSON", "HubAssurance"]),
        tests(of: "HubJSON"),
        tests(of: "HubSchema", uses: ["HubJSON"]),
        tests(of: "HubGeography", uses: ["HubJSON"]),
        tests(of: "HubOperations", uses: ["HubStore", "HubTransport"], except: ["deployment.py"]),
        tests(of: "HubHotspots", uses: ["HubGeography"], except: ["peers.py"]),
        tests(
            of: "HubFeeds",
            uses: [
                "HubGateway", "HubHotspots", "HubGeography", "HubContracts", "HubSchema", "HubJSON", "HubStore",
                "HubTransport", "HubAssurance",
            ], except: ["attacker.py", "workbook.py"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
