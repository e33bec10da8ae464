// Tells a Ringproof lab what this app sees of PushKit and CallKit, over one WebSocket.
//
// Add this one file to the app (iOS 13 or later, no dependency), give the lab's address as `RingproofProbe` in Info.plist
// or in the environment, and call the methods below where PushKit and CallKit call the app; docs/guides/probe.md shows
// where. Without an address nothing happens. The wire is explained in docs/reference/probe.md.

import CallKit
import Foundation
import PushKit

@available(iOS 13.0, *)
@objc(RingproofProbe)
public final class RingproofProbe: NSObject {
  @objc public static let shared = RingproofProbe()

  /// Everything below is read and written on this queue only, and never on the caller's thread.
  private let queue = DispatchQueue(label: "ringproof.probe")
  private let launch = UUID()
  private var url: URL?
  private var secret = ""
  private var task: URLSessionWebSocketTask?
  private var isWelcome = false
  private var told = 0
  private var kept: [[String: Any]] = []

  /// How much is kept for a lab that is not there. What is dropped leaves a hole, which the lab notices.
  private let mostKept = 1_000
  private let retrySeconds = 2.0

  /// On the main thread only.
  private var observer: CXCallObserver?
  private weak var registry: PKPushRegistry?
  private var registryQueue = DispatchQueue.main

  // MARK: - At launch

  /// First thing in application(_:didFinishLaunchingWithOptions:), also when a push has started the app.
  @objc public func start() {
    guard let address = Self.address(), let secretAt = address.range(of: "#"),
      let url = URL(string: String(address[..<secretAt.lowerBound]))
    else { return }
    let callObserver = CXCallObserver()
    callObserver.setDelegate(self, queue: nil)
    observer = callObserver
    queue.async {
      guard self.url == nil else { return }
      self.url = url
      self.secret = String(address[secretAt.upperBound...])
      self.connect()
    }
  }

  /// The registry of the app, whose delegate gets the pushes that the lab injects into a debug build.
  /// - Parameter queue: the one that the registry was made with; nil is the main queue.
  @objc public func watch(_ registry: PKPushRegistry, queue: DispatchQueue?) {
    self.registry = registry
    registryQueue = queue ?? DispatchQueue.main
  }

  /// The environment is there only when a tool has started the app, so that it is remembered for starts by a push.
  private static func address() -> String? {
    let key = "RingproofProbe"
    if let given = ProcessInfo.processInfo.environment[key] {
      UserDefaults.standard.set(given, forKey: key)
      return given
    }
    if let built = Bundle.main.object(forInfoDictionaryKey: key) as? String { return built }
    return UserDefaults.standard.string(forKey: key)
  }

  // MARK: - What PushKit says

  /// In pushRegistry(_:didUpdate:for:); with nil in pushRegistry(_:didInvalidatePushTokenFor:).
  @objc public func voipToken(_ token: Data?) {
    tell(["type": "token", "kind": "voip", "token": Self.hex(token)])
  }

  /// In application(_:didRegisterForRemoteNotificationsWithDeviceToken:).
  @objc public func alertToken(_ token: Data?) {
    tell(["type": "token", "kind": "alert", "token": Self.hex(token)])
  }

  /// First thing in pushRegistry(_:didReceiveIncomingPushWith:for:completion:). The result is for `pushCompleted`.
  @objc public func pushReceived(_ payload: PKPushPayload) -> UUID {
    return received(payload, mustReport: NSNull())
  }

  /// The same for the variant with metadata, of iOS 26.4.
  @objc public func pushReceived(_ payload: PKPushPayload, mustReport: Bool) -> UUID {
    return received(payload, mustReport: mustReport)
  }

  /// Where the app calls the completion handler of the push.
  @objc public func pushCompleted(_ push: UUID) {
    tell(["type": "push-completed", "push": push.uuidString])
  }

  private func received(_ payload: PKPushPayload, mustReport: Any) -> UUID {
    let push = UUID()
    tell([
      "type": "push", "push": push.uuidString, "injected": Self.isInjected(payload), "mustReport": mustReport,
    ])
    return push
  }

  // MARK: - What the app tells CallKit

  /// First thing in the completion handler of reportNewIncomingCall(with:update:completion:).
  @objc public func reported(_ call: UUID, update: CXCallUpdate, error: Error?) {
    let name = update.localizedCallerName ?? ""
    let handle = update.remoteHandle?.value ?? ""
    let caller = !name.isEmpty ? name : !handle.isEmpty ? handle : "Unknown"
    let offers: [String: Any] = [
      "holding": update.supportsHolding, "grouping": update.supportsGrouping, "dtmf": update.supportsDTMF,
      "video": update.hasVideo,
    ]
    tell([
      "type": "report", "call": call.uuidString, "caller": caller, "offers": offers, "error": Self.code(error),
    ])
  }

  /// Just before reportCall(with:endedAt:reason:).
  @objc public func reportedEnd(_ call: UUID, reason: CXCallEndedReason) {
    let name: String
    switch reason {
    case .remoteEnded: name = "remoteEnded"
    case .unanswered: name = "unanswered"
    case .answeredElsewhere: name = "answeredElsewhere"
    case .declinedElsewhere: name = "declinedElsewhere"
    default: name = "failed"
    }
    tell(["type": "report-ended", "call": call.uuidString, "reason": name])
  }

  /// Just before the request to CXCallController.
  @objc public func requesting(_ transaction: CXTransaction) {
    let actions = transaction.actions.compactMap { ($0 as? CXCallAction).flatMap(Self.about) }
    guard !actions.isEmpty else { return }
    tell(["type": "request", "transaction": transaction.uuid.uuidString, "actions": actions])
  }

  /// First thing in the completion handler of the request.
  @objc public func requested(_ transaction: CXTransaction, error: Error?) {
    tell(["type": "requested", "transaction": transaction.uuid.uuidString, "error": Self.code(error)])
  }

  // MARK: - What CallKit asks of the app

  /// First thing in each provider(_:perform:).
  @objc public func performed(_ action: CXCallAction) {
    guard let about = Self.about(action) else { return }
    tell(about.merging(["type": "action"]) { own, _ in own })
  }

  /// Just before fulfill(), or one of its kin.
  @objc public func fulfilled(_ action: CXCallAction) { completed(action, "fulfilled") }

  /// Just before fail().
  @objc public func failed(_ action: CXCallAction) { completed(action, "failed") }

  /// In provider(_:timedOutPerforming:).
  @objc public func timedOut(_ action: CXAction) { completed(action, "timed-out") }

  /// In provider(_:didActivate:).
  @objc public func audioActivated() { tell(["type": "audio", "active": true]) }

  /// In provider(_:didDeactivate:).
  @objc public func audioDeactivated() { tell(["type": "audio", "active": false]) }

  private func completed(_ action: CXAction, _ outcome: String) {
    tell(["type": "outcome", "action": action.uuid.uuidString, "outcome": outcome])
  }

  private static func about(_ action: CXCallAction) -> [String: Any]? {
    guard let kind = kind(of: action) else { return nil }
    return ["action": action.uuid.uuidString, "of": kind, "call": action.callUUID.uuidString]
  }

  private static func kind(of action: CXCallAction) -> String? {
    switch action {
    case is CXStartCallAction: return "start"
    case is CXAnswerCallAction: return "answer"
    case is CXEndCallAction: return "end"
    case is CXSetHeldCallAction: return "set-held"
    case is CXSetMutedCallAction: return "set-muted"
    case is CXSetGroupCallAction: return "set-group"
    case is CXPlayDTMFCallAction: return "play-dtmf"
    default: return nil
    }
  }

  private static func code(_ error: Error?) -> Any {
    guard let error = error else { return NSNull() }
    return (error as NSError).code
  }

  private static func hex(_ token: Data?) -> Any {
    guard let token = token else { return NSNull() }
    return token.map { String(format: "%02x", $0) }.joined()
  }

  // MARK: - The wire

  private func tell(_ message: [String: Any]) {
    queue.async {
      guard self.url != nil else { return }
      self.told += 1
      var numbered = message
      numbered["n"] = self.told
      self.kept.append(numbered)
      if self.kept.count > self.mostKept { self.kept.removeFirst() }
      if self.isWelcome { self.send(numbered) }
    }
  }

  private func connect() {
    guard let url = url else { return }
    let task = URLSession.shared.webSocketTask(with: url)
    self.task = task
    task.resume()
    send([
      "type": "hello", "version": 1, "secret": secret, "launch": launch.uuidString,
      "bundleId": Bundle.main.bundleIdentifier ?? "", "build": Self.build, "told": told,
    ])
    receive(from: task)
  }

  private func send(_ message: [String: Any]) {
    guard let data = try? JSONSerialization.data(withJSONObject: message),
      let text = String(data: data, encoding: .utf8)
    else { return }
    task?.send(.string(text)) { _ in }
  }

  private func receive(from task: URLSessionWebSocketTask) {
    task.receive { [weak self] result in
      self?.queue.async {
        guard let self = self, task === self.task else { return }
        switch result {
        case .success(let message):
          if case .string(let text) = message { self.take(text) }
          self.receive(from: task)
        case .failure:
          self.isWelcome = false
          self.task = nil
          self.queue.asyncAfter(deadline: .now() + self.retrySeconds) { self.connect() }
        }
      }
    }
  }

  private func take(_ text: String) {
    guard let data = text.data(using: .utf8),
      let message = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
      let type = message["type"] as? String
    else { return }
    switch type {
    case "welcome":
      forget(message["received"] as? Int ?? 0)
      isWelcome = true
      for numbered in kept { send(numbered) }
      standInForPushKit()
    case "received":
      forget(message["n"] as? Int ?? 0)
    case "inject":
      guard let id = message["id"] as? String else { return }
      inject(message["payload"] as? [AnyHashable: Any] ?? [:], id: id)
    case "refused":
      NSLog("The Ringproof lab refuses the probe: %@", message["because"] as? String ?? "")
    default:
      break
    }
  }

  private func forget(_ received: Int) {
    kept.removeAll { ($0["n"] as? Int ?? 0) <= received }
  }

  private func answer(_ id: String, refused: Any) {
    queue.async { self.send(["type": "injected", "id": id, "refused": refused]) }
  }

  // MARK: - What simulators lack

  #if DEBUG && targetEnvironment(simulator)
    /// A simulator gets no VoIP token, and without one a server sends no VoIP push that the lab could inject. The app gets
    /// this one, made up and the same for each start, as soon as a lab listens.
    private func standInForPushKit() {
      let key = "RingproofProbeToken"
      let token = UserDefaults.standard.data(forKey: key) ?? Data((0..<32).map { _ in UInt8.random(in: 0...255) })
      UserDefaults.standard.set(token, forKey: key)
      DispatchQueue.main.async {
        guard let registry = self.registry, let delegate = registry.delegate, registry.pushToken(for: .voIP) == nil
        else { return }
        self.registryQueue.async {
          delegate.pushRegistry(registry, didUpdate: StandInCredentials(token), for: .voIP)
        }
      }
    }
  #else
    private func standInForPushKit() {}
  #endif

  // MARK: - Pushes from the lab

  #if DEBUG
    private static let build = "debug"

    private static func isInjected(_ payload: PKPushPayload) -> Bool { payload is InjectedPayload }

    private func inject(_ payload: [AnyHashable: Any], id: String) {
      DispatchQueue.main.async {
        guard let registry = self.registry, let delegate = registry.delegate else {
          self.answer(id, refused: "the app has given the probe no PKPushRegistry with a delegate")
          return
        }
        self.registryQueue.async {
          self.answer(id, refused: NSNull())
          delegate.pushRegistry?(
            registry, didReceiveIncomingPushWith: InjectedPayload(payload), for: .voIP, completion: {})
        }
      }
    }
  #else
    private static let build = "release"

    private static func isInjected(_ payload: PKPushPayload) -> Bool { false }

    private func inject(_ payload: [AnyHashable: Any], id: String) {
      answer(id, refused: "a release build takes no injected push")
    }
  #endif
}

// MARK: - What CallKit says of calls

@available(iOS 13.0, *)
extension RingproofProbe: CXCallObserverDelegate {
  public func callObserver(_ callObserver: CXCallObserver, callChanged call: CXCall) {
    tell([
      "type": "call", "call": call.uuid.uuidString, "connected": call.hasConnected, "onHold": call.isOnHold,
      "ended": call.hasEnded,
    ])
  }
}

#if DEBUG
  /// PushKit makes payloads for nobody else, so that this one stands in for its own.
  private final class InjectedPayload: PKPushPayload {
    private let contents: [AnyHashable: Any]

    init(_ contents: [AnyHashable: Any]) {
      self.contents = contents
      super.init()
    }

    override var type: PKPushType { .voIP }

    override var dictionaryPayload: [AnyHashable: Any] { contents }
  }
#endif

#if DEBUG && targetEnvironment(simulator)
  private final class StandInCredentials: PKPushCredentials {
    private let madeUp: Data

    init(_ madeUp: Data) {
      self.madeUp = madeUp
      super.init()
    }

    override var type: PKPushType { .voIP }

    override var token: Data { madeUp }
  }
#endif
