/** Folder in which the editor for UI tests is, or will be. */
export declare function uiFolder(): string;

/** Makes the editor ready and returns its folder. Ends the process, with what to ask for, when Debian packages are missing. */
export declare function setUpUi(say?: (message: string) => void): string;
