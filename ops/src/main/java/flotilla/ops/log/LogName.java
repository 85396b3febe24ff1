package flotilla.ops.log;

/** A log that is a file. A constant's key is where the configuration has it, its text what it is called in a sentence. */
public enum LogName {
    ACCESS("access_log"),
    ERROR("error_log"),
    AUDIT("admin.audit_log");

    private final String key;

    LogName(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    @Override
    public String toString() {
        return key.substring(key.indexOf('.') + 1).replace('_', ' ');
    }
}
