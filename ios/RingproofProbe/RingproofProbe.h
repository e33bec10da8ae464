// What Objective-C sees of RingproofProbe.swift, for files that do not import the app's generated -Swift.h.
// Each method is explained there. Import one of the two headers, not both.

#import <CallKit/CallKit.h>
#import <Foundation/Foundation.h>
#import <PushKit/PushKit.h>

NS_ASSUME_NONNULL_BEGIN

API_AVAILABLE(ios(13.0))
@interface RingproofProbe : NSObject

@property(class, nonatomic, readonly, strong) RingproofProbe *shared;

- (void)start;
- (void)watch:(PKPushRegistry *)registry queue:(nullable dispatch_queue_t)queue;

- (void)voipToken:(nullable NSData *)token;
- (void)alertToken:(nullable NSData *)token;
- (NSUUID *)pushReceived:(PKPushPayload *)payload;
- (NSUUID *)pushReceived:(PKPushPayload *)payload mustReport:(BOOL)mustReport;
- (void)pushCompleted:(NSUUID *)push;

- (void)reported:(NSUUID *)call update:(CXCallUpdate *)update error:(nullable NSError *)error;
- (void)reportedEnd:(NSUUID *)call reason:(CXCallEndedReason)reason;
- (void)requesting:(CXTransaction *)transaction;
- (void)requested:(CXTransaction *)transaction error:(nullable NSError *)error;

- (void)performed:(CXCallAction *)action;
- (void)fulfilled:(CXCallAction *)action;
- (void)failed:(CXCallAction *)action;
- (void)timedOut:(CXAction *)action;
- (void)audioActivated;
- (void)audioDeactivated;

@end

NS_ASSUME_NONNULL_END
