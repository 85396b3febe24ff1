/**
 * The admin port: who asks there is let in or not, pages (health, readiness, figures) and the admin API are served over HTTP, and what
 * is changed goes into the audit log.
 */
@NullMarked
package flotilla.ops.admin;

import org.jspecify.annotations.NullMarked;
