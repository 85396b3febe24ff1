package flotilla;

import com.tngtech.archunit.core.domain.JavaClasses;

/** The rules of the architecture over {@code node}. */
class NodeArchitectureTest implements ArchitectureContract, SourceContract {

    private static final JavaClasses CLASSES = ArchitectureContract.importModule();

    @Override
    public JavaClasses classesOfModule() {
        return CLASSES;
    }
}
