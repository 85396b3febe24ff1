package flotilla;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

/** The rules of the architecture over {@code ops} and, as it sees them all, over the modules together. */
class OpsArchitectureTest implements ArchitectureContract, SourceContract {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(OpsArchitectureTest::isOurs)
            .importPackages("flotilla", "org.xnio.nio");

    private static boolean isOurs(Location location) {
        return !location.contains("/test-classes/")
                && !location.contains("-tests.jar")
                && !location.contains("/xnio-nio-");
    }

    @Override
    public JavaClasses classesOfModule() {
        return CLASSES;
    }
}
