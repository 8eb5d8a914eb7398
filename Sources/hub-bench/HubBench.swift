@main
struct HubBench {
    static func main() { print("{}") }
}
