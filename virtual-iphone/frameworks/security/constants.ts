/** Security's constants with the texts they stand for, and the result codes (Apple, security/keychain-services). */

export const errSecSuccess = 0;
export const errSecParam = -50;
export const errSecDuplicateItem = -25_299;
export const errSecItemNotFound = -25_300;
/** The item's key is locked away: no passcode since the start, or a locked phone. */
export const errSecInteractionNotAllowed = -25_308;

export const kSecClass = 'class';
export const kSecClassGenericPassword = 'genp';
export const kSecClassInternetPassword = 'inet';

export const kSecAttrService = 'svce';
export const kSecAttrAccount = 'acct';
export const kSecAttrServer = 'srvr';
export const kSecAttrLabel = 'labl';
export const kSecAttrAccessible = 'pdmn';

/** The default of an item that names no other. */
export const kSecAttrAccessibleWhenUnlocked = 'ak';
export const kSecAttrAccessibleAfterFirstUnlock = 'ck';
export const kSecAttrAccessibleAlways = 'dk';
export const kSecAttrAccessibleWhenUnlockedThisDeviceOnly = 'aku';
export const kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly = 'cku';
export const kSecAttrAccessibleAlwaysThisDeviceOnly = 'dku';
export const kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly = 'akpu';

export const kSecValueData = 'v_Data';
export const kSecReturnData = 'r_Data';
export const kSecReturnAttributes = 'r_Attributes';
export const kSecMatchLimit = 'm_Limit';
export const kSecMatchLimitOne = 'm_LimitOne';
export const kSecMatchLimitAll = 'm_LimitAll';
