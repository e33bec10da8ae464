/** iPhone models the lab can simulate, as data. Product types and board names are Apple's; sizes are in points. */

/** How the top of the screen is made, which decides status bar, corners and Dynamic Island. */
export type ScreenTop = 'home-button' | 'notch' | 'dynamic-island';

export interface IphoneModel {
  /** Marketing name, as written in a lab file. */
  readonly name: string;
  readonly productType: string;
  readonly hardwareModel: string;
  readonly cpuArchitecture: string;
  readonly screen: { readonly width: number; readonly height: number; readonly scale: 2 | 3; readonly top: ScreenTop };
  /** First and last major iOS version that runs on it (the last is open for current models). */
  readonly majors: readonly [first: number, last: number];
}

export const IPHONE_MODELS: readonly IphoneModel[] = [
  {
    name: 'iPhone 6',
    productType: 'iPhone7,2',
    hardwareModel: 'N61AP',
    cpuArchitecture: 'arm64',
    screen: { width: 375, height: 667, scale: 2, top: 'home-button' },
    majors: [8, 12],
  },
  {
    name: 'iPhone 6s',
    productType: 'iPhone8,1',
    hardwareModel: 'N71AP',
    cpuArchitecture: 'arm64',
    screen: { width: 375, height: 667, scale: 2, top: 'home-button' },
    majors: [9, 15],
  },
  {
    name: 'iPhone 7',
    productType: 'iPhone9,1',
    hardwareModel: 'D10AP',
    cpuArchitecture: 'arm64',
    screen: { width: 375, height: 667, scale: 2, top: 'home-button' },
    majors: [10, 15],
  },
  {
    name: 'iPhone X',
    productType: 'iPhone10,3',
    hardwareModel: 'D22AP',
    cpuArchitecture: 'arm64',
    screen: { width: 375, height: 812, scale: 3, top: 'notch' },
    majors: [11, 16],
  },
  {
    name: 'iPhone 15',
    productType: 'iPhone15,4',
    hardwareModel: 'D37AP',
    cpuArchitecture: 'arm64e',
    screen: { width: 393, height: 852, scale: 3, top: 'dynamic-island' },
    majors: [17, 27],
  },
  {
    name: 'iPhone 17',
    productType: 'iPhone18,3',
    hardwareModel: 'V57AP',
    cpuArchitecture: 'arm64e',
    screen: { width: 402, height: 874, scale: 3, top: 'dynamic-island' },
    majors: [26, 27],
  },
];
