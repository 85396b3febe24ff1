package flotilla;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of the architecture that byte code shows, for every module; each names what it holds back and why. */
public interface ArchitectureContract {

    /** Where a library may be used; elsewhere, our own types stand for it. */
    Map<String, List<String>> HOMES = Map.ofEntries(
            Map.entry("com.orbitz.consul..", List.of("flotilla.discovery.consul..")),
            Map.entry("org.kiwiproject.consul..", List.of("flotilla.discovery.consul..")),
            Map.entry("org.xbill.DNS..", List.of("flotilla.discovery.dns..")),
            Map.entry("com.hazelcast..", List.of("flotilla.node.cluster.hazelcast..")),
            Map.entry("io.github.resilience4j..", List.of("flotilla.node.resilience..")),
            Map.entry("io.undertow..", List.of("flotilla.node.io..", "flotilla.ops.admin..")),
            Map.entry("org.xnio..", List.of("flotilla.node.io..", "org.xnio.nio", "flotilla.ops.admin..")),
            Map.entry("io.micrometer..", List.of("flotilla.ops.metrics..")),
            Map.entry("io.opentelemetry..", List.of("flotilla.ops.tracing..", "flotilla.ops.metrics.otlp..")),
            Map.entry("io.prometheus..", List.of("flotilla.ops.metrics..")),
            Map.entry("org.bouncycastle..", List.of("flotilla.ops.cert..")),
            Map.entry("picocli..", List.of("flotilla.ops", "flotilla.ops.ctl..")));

    /** Words that say nothing of what a package holds. */
    List<String> EMPTY_PACKAGE_NAMES =
            List.of("impl", "util", "utils", "common", "core", "helper", "helpers", "base", "model", "service");

    /** Methods of the request path that block, but on another thread; each with its reason. */
    Map<String, String> BLOCKING_ELSEWHERE =
            Map.of("flotilla.node.io.upstream.EndpointPool.resolve", "a host name is looked up on a virtual thread");

    /** What a request passes through on its I/O thread. */
    DescribedPredicate<JavaClass> HOT =
            resideInAnyPackage("flotilla.node.http..", "flotilla.node.io..", "flotilla.node.balance..", "org.xnio.nio");

    /** The classes that the rules are about; asked for once for each rule. */
    JavaClasses classesOfModule();

    static JavaClasses importModule() {
        return new ClassFileImporter().importPath(Path.of("target", "classes"));
    }

    private void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classesOfModule());
    }

    @Test
    default void aModuleKnowsOnlyThoseBeforeIt() {
        check(noClasses()
                .that(resideInAPackage("flotilla.discovery.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("flotilla.node..", "flotilla.ops..")));
        check(noClasses()
                .that(resideInAnyPackage("flotilla.node..", "org.xnio.nio"))
                .should()
                .dependOnClassesThat(resideInAPackage("flotilla.ops..")));
    }

    @Test
    default void nothingDependsOnACompositionRootBesideTheNextModule() {
        check(noClasses()
                .that(resideInAPackage("flotilla.node.*.."))
                .should()
                .dependOnClassesThat(resideInAPackage("flotilla.node")));
        check(noClasses()
                .that(resideInAPackage("flotilla.ops.*.."))
                .should()
                .dependOnClassesThat(resideInAPackage("flotilla.ops")));
    }

    @Test
    default void decisionsKnowNothingOfTheDataPath() {
        check(noClasses()
                .that(resideInAnyPackage(
                        "flotilla.node.balance..",
                        "flotilla.node.health..",
                        "flotilla.node.route..",
                        "flotilla.node.cluster..",
                        "flotilla.node.resilience..",
                        "flotilla.node.telemetry.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("flotilla.node.http..", "flotilla.node.io..")));
    }

    @Test
    default void eachLibraryStaysInItsPlace() {
        HOMES.forEach((library, homes) -> check(noClasses()
                .that(resideInAnyPackage("flotilla..", "org.xnio.nio"))
                .and(DescribedPredicate.not(resideInAnyPackage(homes.toArray(String[]::new))))
                .should()
                .dependOnClassesThat(resideInAPackage(library)
                        .and(DescribedPredicate.not(resideInAPackage("flotilla..")))
                        .as("belong to the library " + library))));
    }

    @Test
    default void packagesFormNoCycle() {
        check(slices().matching("flotilla.(**)").should().beFreeOfCycles());
    }

    @Test
    default void packagesAreNamedAfterWhatTheyHold() {
        for (var name : EMPTY_PACKAGE_NAMES) {
            check(noClasses().should().resideInAnyPackage(".." + name, ".." + name + ".."));
        }
    }

    @Test
    default void typesAreNamedAfterWhatTheyAre() {
        check(noClasses().should().haveNameMatching(".*[.$](Abstract\\w*|\\w*(Impl|Util|Utils|Helper|Manager|Base))"));
    }

    @Test
    default void noStaticFieldChanges() {
        check(classes().should(StaticState.beConstant()));
    }

    @Test
    default void theClockAndChanceComeInFromOutside() {
        check(noClasses()
                .that(describe("are not the clock itself", c -> !c.getName().equals("flotilla.discovery.SystemTime")))
                .should(Calls.call("the clock, a pause or unseeded chance", Calls::isClockOrChance, Set.of())));
    }

    @Test
    default void theRequestPathTakesNoLockAndNeverBlocks() {
        check(noClasses()
                .that(HOT)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("java.util.concurrent.locks..").as("are locks")));
        check(noClasses()
                .that(HOT)
                .should(Calls.call("something that blocks", Calls::blocks, BLOCKING_ELSEWHERE.keySet())));
        check(classes().that(HOT).should(Calls.haveNoMethod("synchronized", ArchitectureContract::locks)));
    }

    /** An exception's own {@code fillInStackTrace} has to be synchronized, but nobody else has that exception yet. */
    private static boolean locks(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.SYNCHRONIZED)
                && !method.getName().equals("fillInStackTrace");
    }
}
