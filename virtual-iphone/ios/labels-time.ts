/**
 * Times and dates as the system writes them. Always UTC, so that a picture taken anywhere is the same. English has the
 * 12-hour clock of the United States, Chinese the 24-hour clock of the mainland.
 */

import type { Language } from '../ui/model.ts';
import { label } from './labels.ts';

const WEEKDAYS = {
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  'zh-Hans': ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
} as const;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const two = (n: number): string => String(n).padStart(2, '0');

/** Clock without half of the day: `9:41` in English, `09:41` in Chinese. */
export function clockTime(at: number, language: Language): string {
  const date = new Date(at);
  const hours = date.getUTCHours();
  return `${language === 'en' ? hours % 12 || 12 : two(hours)}:${two(date.getUTCMinutes())}`;
}

/** Clock as a status bar speaks it: `9:41 AM` in English, `09:41` in Chinese. */
export function clockTimeOfDay(at: number, language: Language): string {
  const clock = clockTime(at, language);
  return language === 'en' ? `${clock} ${new Date(at).getUTCHours() < 12 ? 'AM' : 'PM'}` : clock;
}

/** Date of the lock screen: `Tuesday, November 24` or `11月24日 星期二`. */
export function longDate(at: number, language: Language): string {
  const date = new Date(at);
  const weekday = WEEKDAYS[language][date.getUTCDay()] ?? '';
  return language === 'en'
    ? `${weekday}, ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}`
    : `${date.getUTCMonth() + 1}月${date.getUTCDate()}日 ${weekday}`;
}

/** Age of a notification: `now`, `5m ago`, `2h ago`. */
export function relativeTime(at: number, now: number, language: Language): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return label('now', language);
  if (minutes < 60) return label('minutesAgo', language, minutes);
  return label('hoursAgo', language, Math.floor(minutes / 60));
}

/** Duration of a call: `00:05`, from one hour on `1:00:05`. */
export function callDuration(connectedAt: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - connectedAt) / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}
