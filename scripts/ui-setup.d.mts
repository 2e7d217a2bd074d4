/** Folder in which the editor for UI tests is, or will be. */
export declare function uiFolder(): string;

/** Makes the editor ready and returns its folder. Throws with a remedy when something is missing. */
export declare function setUpUi(say?: (message: string) => void): string;
