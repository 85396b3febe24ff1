/**
 * Endpoints listed in a YAML file: {@code file:upstreams.yaml#web}. The file is watched by looking at it, which works on
 * every file system and through every kind of replacement; what cannot be understood never replaces what could.
 */
@NullMarked
package flotilla.discovery.file;

import org.jspecify.annotations.NullMarked;
